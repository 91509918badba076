"""Resolve: compute every fact and every total from the tables, exactly, each with its cells.

Sums and selections run over columns of Decimal, where pandas was slower than a set and a sum; arithmetic
between facts runs on fractions, so that nothing is rounded before it is printed. No float anywhere.
"""

from bilag.resolve.resolver import resolve

__all__ = ["resolve"]
