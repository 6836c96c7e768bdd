"""One example for each reply, by what it is of. A test checks them against the models."""
