"""What an annex says: the document model, walks through it, and its look."""
