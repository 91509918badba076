"""The PDF writer: `layout` decides where things are on the page, `file` makes the bytes."""
