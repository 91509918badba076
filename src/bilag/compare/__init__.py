"""Compares two composed documents, never their files: what was kept, inserted and deleted."""

from bilag.compare.documents import compare

__all__ = ["compare"]
