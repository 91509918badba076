"""Tables as the resolver and the checks get them."""

from __future__ import annotations

from array import array
from decimal import Decimal

from bilag.danish import edtf
from bilag.inputs.tables import Field, Table

D = Decimal


def make_table(name, columns, *, units=None, qualifiers=None):
    units, qualifiers = units or {}, qualifiers or {}
    fields = tuple(Field(c, unit=units.get(c, ""), qualifier=qualifiers.get(c, "")) for c in columns)
    rows = len(next(iter(columns.values())))
    return Table(
        name=name,
        path=f"{name}.csv",
        fields=fields,
        columns={c: list(v) for c, v in columns.items()},
        lines=array("q", range(2, rows + 2)),
        places={c: n for n, c in enumerate(columns, 1)},
    )


UDGIFTER = make_table(
    "udgifter",
    {
        "post": ["Rejser", "Hus", "Uge", "Møder"],
        "beløb": [D("1.3"), D("0.5"), D("0.5"), D("0.5")],
        "kr": [D(1300000), D(500000), None, D(0)],
        "år": [edtf.parse(y) for y in ("2013", "2015-02", "2015-11", "2016")],
        "forbehold": ["", "ca.", "", "under"],
        "antal": [D(24), D(12), D(12), D(0)],
        "aldrig": [None] * 4,
    },
    units={"beløb": "mio. kr.", "kr": "kr."},
    qualifiers={"beløb": "forbehold"},
)
