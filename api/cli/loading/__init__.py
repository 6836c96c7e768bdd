"""Many documents at once: a folder, a manifest's files or a git history, sent side by side and resumable."""
