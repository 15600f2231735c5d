"""`python -m jinliang` is the `jinliang` command."""

import sys

from jinliang.cli.main import main

sys.exit(main())
