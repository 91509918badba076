"""bilag: the official annex of a public authority, from data and Danish prose to Word and PDF."""

__version__ = "0.1.0"
