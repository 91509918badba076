"""Danish numbers, dates, periods and number words: formats to print them, and tables of words."""
