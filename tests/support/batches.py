"""A project whose annex is made for each municipality, for the tests and the bench of `bilag batch`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

NAME = "tilskud"
MAIN = """\
---
title: "Tilskud i {{ navn }}"
organisation: Region Hovedstaden
parameters: kommuner
---

# Tilskud

I {{ navn }} er der givet {{ tilskud | mio_kr }} i tilskud.

:::{table} tilskud
caption: Tilskud til foreninger
where:
  kommune: {parameter: kode}
columns:
  - {field: forening, heading: Forening}
  - {field: beløb, heading: "T.kr.", format: tkr}
total: I alt
source: Region Hovedstaden
:::
"""
PACKAGE = """\
name: tilskud
resources:
  - name: kommuner
    path: kommuner.csv
    dialect: {delimiter: ";"}
    schema:
      fields:
        - {name: kode, type: string}
        - {name: navn, type: string, constraints: {required: true}}
        - {name: borgere, type: integer}
      primaryKey: kode
  - name: tilskud
    path: tilskud.csv
    dialect: {delimiter: ";"}
    schema:
      fields:
        - {name: kommune, type: string}
        - {name: forening, type: string}
        - {name: beløb, type: number, decimalChar: ",", "bilag:unit": kr.}
      primaryKey: [kommune, forening]
"""
FACTS = """\
tilskud:
  sum: tilskud.beløb
  where: {kommune: {parameter: kode}}
"""


def lay_out(root: Path, rows: int = 4) -> Path:
    """The project, with so many municipalities of three associations each."""
    for path, text in {
        f"content/{NAME}/bilag.md": MAIN,
        f"data/{NAME}/datapackage.yaml": PACKAGE,
        f"data/{NAME}/facts.yaml": FACTS,
    }.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    write_rows(root / "data" / NAME / "kommuner.csv", rows)
    given = [
        f"{n:04};Forening {a};{n * 1_000_000 + k * 37_000}" for n in range(1, rows + 1) for k, a in _NAMES
    ]
    (root / "data" / NAME / "tilskud.csv").write_text(
        "\n".join(["kommune;forening;beløb", *given, ""]), encoding="utf-8"
    )
    return root


_NAMES = tuple(enumerate("ABC"))


def write_rows(path: Path, rows: int) -> None:
    lines = (f"{n:04};Kommune {'ABCDEFGHIJ'[n % 10]};{n * 1000}\n" for n in range(1, rows + 1))
    with path.open("w", encoding="utf-8") as out:
        out.write("kode;navn;borgere\n")
        out.writelines(lines)


def listed(folder: Path) -> dict[str, Any]:
    """What batch.json says."""
    found: dict[str, Any] = json.loads((folder / "batch.json").read_text(encoding="utf-8"))
    return found
