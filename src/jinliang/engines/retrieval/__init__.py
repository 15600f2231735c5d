"""Finding the few right listings among many: word index, sentence vectors, and the ranker over both."""

import os

# A question is many small products: threads cost them more than they give, most of all on a machine with other work.
# Read when numpy comes in, so it stands before every other import of this package.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
