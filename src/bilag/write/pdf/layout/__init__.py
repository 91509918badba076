"""Lines, tables and pages: where everything is drawn."""
