"""`python tests/proof`: breaks the house by hand, one thing at a time."""

import sys

from run import main

sys.exit(main(sys.argv[1:]))
