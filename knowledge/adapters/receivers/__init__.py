"""Sending to somebody's address: which ones may be, how it is signed, what came of it, when it is tried again."""
