"""Finding the few right listings among many: word index, sentence vectors, and the ranker over both."""
