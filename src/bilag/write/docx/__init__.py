"""The Word writer, the redline and the commented copy."""
