"""Compose: inputs and facts become a Document, with numbers, captions, references and tables in place."""
