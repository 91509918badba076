"""How wide a table's columns are: as asked for, but never so narrow that a figure has to be broken.

A figure over two lines is another figure. Widths are estimated by the widths of a digit and a comma in the
font of the table, with a little to spare, since only the writers measure text.
"""

from __future__ import annotations

from collections.abc import Sequence

from bilag.document.theme import Theme

_OTHER = 0.56  # ems, of a letter in "ca." and "september"
_SPARE = 1.08  # totals are bold, and other programs set text a little wider
_MOST = 0.98  # of the width, which figures alone may take


def widest_figure(texts: Sequence[str]) -> str:
    """The longest piece of any of the texts that must not be broken."""
    return max((piece for text in texts for piece in text.split(" ")), key=len, default="")


def figure_share(text: str, theme: Theme, width: float) -> float:
    """The share of a table's width that the text needs in one piece; `width` is the table's of the text's."""
    page, look = theme.page, theme.table
    small = sum(c in ",.:;\u00a0" for c in text)
    digits = sum(c.isdigit() for c in text)
    ems = digits * look.digit + small * look.comma + (len(text) - digits - small) * _OTHER
    points = ems * theme.styles["TableNumber"].size * _SPARE + 2 * look.pad_x
    return points / (width * (page.width - page.left - page.right))


def shares(asked: Sequence[float], needed: Sequence[float]) -> list[float] | None:
    """Shares that add up to 1, each at least what is needed; None where there is no room for that.

    `asked` are weights. What a narrow column gets, the others give in proportion.
    """
    if sum(needed) > _MOST:
        return None
    fixed: dict[int, float] = {}
    while True:
        left = 1 - sum(fixed.values())
        whole = sum(weight for n, weight in enumerate(asked) if n not in fixed)
        found = [fixed.get(n, weight / whole * left if whole else 0.0) for n, weight in enumerate(asked)]
        short = {n: need for n, need in enumerate(needed) if n not in fixed and found[n] < need}
        if not short:
            return found
        fixed |= short
