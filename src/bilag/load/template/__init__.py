"""The template of an annex: `word.docx` and `theme.toml` become a Theme and the frame that Word fills."""
