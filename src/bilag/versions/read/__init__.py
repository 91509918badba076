"""The readers of delivered files: what a Word file or a PDF says, in the normal form."""
