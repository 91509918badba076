"""Compares two versions of an annex, not their files: `compare` makes two documents into one redline."""
