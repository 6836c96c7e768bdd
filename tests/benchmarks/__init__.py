"""Speed beside its limit, measured in one run: the bare embedder, empty workflows, an empty update."""
