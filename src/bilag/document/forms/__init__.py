"""The document in other forms: its normal form line by line, and JSON."""
