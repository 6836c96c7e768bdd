"""Facts and passages with two axes of time: the domain, its ports and their adapters."""
