"""Validate: texts become typed inputs: front matter, fact definitions, directives and Markdown."""
