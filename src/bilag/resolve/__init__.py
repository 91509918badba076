"""Resolve: compute every fact and every total from the tables, exactly, each with its cells.

Sums and selections run over columns of Decimal; arithmetic between facts runs on fractions, so that nothing
is rounded before it is printed. No float anywhere. pandas groups where there are keys (`reconciliation`):
here a set and a sum were measured faster, and its import costs more than a small annex.
"""
