"""YAML and TOML as text with places, and the shapes that they must have."""
