"""`bilag batch`: one annex for each row of a table, over many processes or machines."""
