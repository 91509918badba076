"""The PDF file itself: objects, fonts, pictures, metadata and the structure tree as bytes."""
