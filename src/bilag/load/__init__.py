"""Load: files become texts with their places. Nothing is typed yet."""
