"""`bilag watch`: what was saved, and what is new since the last build."""
