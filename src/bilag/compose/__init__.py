"""Compose: inputs and facts become a Document, with numbers, captions, references and tables in place."""

from bilag.compose.document import compose

__all__ = ["compose"]
