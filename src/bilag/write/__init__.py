"""The writers: each sees the Document and its Template, prints, and decides nothing."""
