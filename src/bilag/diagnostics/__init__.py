"""Places in sources, findings about them, the list of rules, and their words in Danish and English."""
