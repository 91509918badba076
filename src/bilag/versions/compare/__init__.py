"""Compares two versions, never their files: `compare` holds one composed document against another."""

from bilag.versions.compare.documents import compare

__all__ = ["compare"]
