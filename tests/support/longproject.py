"""A project whose annex is one long table."""

from __future__ import annotations

from pathlib import Path

PACKAGE = """\
name: lang
resources:
  - name: tal
    path: tal.csv
    type: table
    format: csv
    encoding: utf-8
    dialect: {delimiter: ";"}
    schema:
      fields:
        - {name: nr, type: string}
        - {name: navn, type: string}
        - {name: a, type: number, decimalChar: ",", "bilag:unit": mio. kr.}
        - {name: b, type: number, decimalChar: ",", "bilag:unit": mio. kr.}
        - {name: c, type: number, decimalChar: ",", "bilag:unit": mio. kr.}
      primaryKey: [nr]
"""
MAIN = """\
---
title: En lang tabel
organisation: Region Hovedstaden
---

# En lang tabel

I alt {{ sum_a | mio_kr }}.

:::{table} tal
caption: En lang tabel
columns:
  - {field: navn, heading: Navn, width: 3}
  - {field: a, heading: "A, mio. kr.", format: mio_kr, width: 1}
  - {field: b, heading: "B, mio. kr.", format: mio_kr, width: 1}
  - {field: c, heading: "C, mio. kr.", format: mio_kr, width: 1}
total: I alt
source: Region Hovedstaden
:::
"""


def long_project(root: Path, rows: int) -> Path:
    """A project whose annex is one table; gives its CSV file."""
    content, data = root / "content" / "lang", root / "data" / "lang"
    content.mkdir(parents=True)
    data.mkdir(parents=True)
    (content / "bilag.md").write_text(MAIN, "utf-8")
    (data / "datapackage.yaml").write_text(PACKAGE, "utf-8")
    (data / "facts.yaml").write_text("sum_a: {sum: tal.a}\n", "utf-8")
    lines = [f"n{n};Række nummer {n};{n % 997},{n % 10};{n * 3 % 997},5;{n * 7 % 89},1" for n in range(rows)]
    (data / "tal.csv").write_text("\n".join(["nr;navn;a;b;c", *lines, ""]), "utf-8")
    return data / "tal.csv"
