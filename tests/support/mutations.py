"""Single faults put into the China annex, one at a time: the list is the same every time.

Each is a kind, words that say what was done, and the file with its bytes afterwards.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from openpyxl import load_workbook

from bilag.document.model import Value
from bilag.document.walks import leaves, passages
from tests.support import kina

CONTENT, DATA = f"content/{kina.NAME}", f"data/{kina.NAME}"
PLACEHOLDER = re.compile(r"\{\{\s*(\w+)[^}]*\}\}")
OTHER_WORDS = {"tre": "fire", "seks": "syv", "Tre": "To", "seksårige": "syvårige", "fire": "fem"}
AMOUNTS = {
    "udgifter.csv": ("beløb",),
    "delegationer.csv": ("deltagere",),
    "resultater.csv": ("lejemål_før", "lejemål_efter"),
    "udvekslinger.csv": ("medarbejdere", "ophold"),
    "omfang.csv": ("antal",),
}
QUOTATIONS = dict.fromkeys(("omfang.csv", "udvekslinger.csv", "milepaele.csv", "tidspunkter.csv"), ("kilde",))
DATES = {"milepaele.csv": ("tidspunkt",), "tidspunkter.csv": ("tidspunkt",)}
CLAIMS = (
    ("[størst]", ("[mindst]", "[lavest]", "[uændret]", "[]", "[over dobbelt]")),
    ("[aftaget mærkbart]", ("[steget mærkbart]", "[vokset]", "[uændret]", "[]", "[halveret]")),
    ("[fordoblede]", ("[tredoblede]", "[firdoblede]", "[halverede]", "[reducerede]", "[]", "[øgede knap]")),
    ("efter = 2 *", ("efter = 3 *", "efter < 2 *", "efter > 2 *", "efter = 1 *", "foer = 2 *")),
    ("opstart > aarsvaerk_slut", ("opstart < aarsvaerk_slut", "opstart = aarsvaerk_slut")),
    ("slut < aarsvaerk_opstart", ("slut > aarsvaerk_opstart", "slut = aarsvaerk_opstart")),
)
NAMES = (
    *("Wavecare", "Hvidovre", "Jiangsu", "Innovation House", "Simcere", "Nupo", "Liqtech", "Kailoong"),
    *("Copenhagen", "Hansong", "JITRI", "Wuxi", "Suzhou", "Beijing"),
)


@dataclass(frozen=True, slots=True)
class Mutation:
    kind: str
    what: str
    file: str
    content: bytes


def mutations() -> Iterator[Mutation]:
    yield from _prose()
    yield from _claims()
    yield from _rows()
    yield from _workbook()
    yield from _cells("amount in a cell", AMOUNTS)
    yield from _cells("date in a cell", DATES)
    yield from _cells("quotation of the source", QUOTATIONS)
    yield from _controls()
    yield from _names()


def _read(file: str) -> str:
    return (kina.ROOT / file).read_bytes().decode("utf-8-sig")


def _prose_files() -> list[str]:
    found = [f"{CONTENT}/{path.name}" for path in sorted(kina.CONTENT.glob("*.md"))]
    return [*found, f"{DATA}/milepaele.csv"]


def _prose() -> Iterator[Mutation]:
    """Each printed fact typed by hand instead: as it is, and with a digit, a year or a word changed."""
    printed: dict[str, str] = {}
    for passage in passages(kina.prepared().document):
        for value in leaves(passage.content):
            if isinstance(value, Value):
                printed.setdefault(value.fact, value.text)
    for file in _prose_files():
        text = _read(file)
        for found in PLACEHOLDER.finditer(text):
            literal = printed[found[1]]
            forms = {"a fact typed by hand": literal}
            if digit := re.search(r"\d(?!.*\d)", literal):
                forms["digit in the prose"] = _bumped(literal, digit.start())
            if year := re.search(r"\d{4}", literal):
                forms["year in the prose"] = literal.replace(year[0], str(int(year[0]) - 1), 1)
            if word := next((w for w in OTHER_WORDS if re.search(rf"\b{w}\b", literal)), None):
                forms["number word swapped"] = literal.replace(word, OTHER_WORDS[word])
            for kind, new in forms.items():
                changed = text[: found.start()] + new + text[found.end() :]
                yield Mutation(kind, f"{found[0]} -> {new}", file, changed.encode())


def _bumped(text: str, at: int) -> str:
    return f"{text[:at]}{(int(text[at]) + 1) % 10}{text[at + 1 :]}"


def _claims() -> Iterator[Mutation]:
    for old, news in CLAIMS:
        (file,) = [f for f in _prose_files() if old in _read(f)]
        text = _read(file)
        for new in news:
            yield Mutation("claim falsified", f"{old} -> {new}", file, text.replace(old, new, 1).encode())


def _rows() -> Iterator[Mutation]:
    for path in sorted(kina.DATA.glob("*.csv")):
        file = f"{DATA}/{path.name}"
        lines = _read(file).splitlines(keepends=True)
        for number in range(1, len(lines)):
            name = f"{path.name} row {number}"
            yield Mutation("row deleted", name, file, "".join(lines[:number] + lines[number + 1 :]).encode())
            doubled = lines[: number + 1] + lines[number:]
            yield Mutation("row doubled", name, file, "".join(doubled).encode())


def _workbook() -> Iterator[Mutation]:
    path = kina.DATA / "personale.xlsx"

    def saved(kind: str, what: str, row: int, change: str) -> Mutation:
        book = load_workbook(path)
        sheet = book["Personale"]
        if change == "delete":
            sheet.delete_rows(row)
        elif change == "double":
            sheet.append([cell.value for cell in sheet[row]])
        else:
            sheet[f"C{row}"].value = round(sheet[f"C{row}"].value + float(change), 1)
        out = io.BytesIO()
        book.save(out)
        return Mutation(kind, f"personale.xlsx {what}", f"{DATA}/personale.xlsx", out.getvalue())

    sheet = load_workbook(path)["Personale"]
    for row in range(2, sheet.max_row + 1):
        yield saved("row deleted", f"row {row}", row, "delete")
        yield saved("row doubled", f"row {row}", row, "double")
        if sheet[f"C{row}"].value is not None:
            for step in ("0.1", "1"):
                yield saved("amount in a cell", f"C{row} + {step}", row, step)


def _cells(kind: str, wanted: dict[str, tuple[str, ...]]) -> Iterator[Mutation]:
    """The first and the last digit of each cell, one more."""
    for name, columns in wanted.items():
        file = f"{DATA}/{name}"
        lines = _read(file).splitlines(keepends=True)
        heads = lines[0].strip().split(";")
        for number, line in enumerate(lines[1:], 1):
            cells = line.rstrip("\r\n").split(";", len(heads) - 1)
            for column in columns:
                at = heads.index(column)
                digits = [m.start() for m in re.finditer(r"\d", cells[at])]
                for place in sorted({digits[0], digits[-1]}) if digits else ():
                    new = [*cells]
                    new[at] = _bumped(cells[at], place)
                    text = [*lines[:number], ";".join(new) + "\n", *lines[number + 1 :]]
                    what = f"{name} row {number} {column}: {cells[at]} -> {new[at]}"
                    yield Mutation(kind, what, file, "".join(text).encode())


def _controls() -> Iterator[Mutation]:
    file = f"{DATA}/datapackage.yaml"
    text = _read(file)
    for found in re.finditer(r'bilag:rows: (\d+)|equals: "([\d,]+)"', text):
        group = 1 if found[1] else 2
        for step in (1, -1):
            old = found[group]
            new = f"{int(old.replace(',', '')) + step}"
            new = f"{new[:-1]},{new[-1]}" if "," in old else new
            changed = text[: found.start(group)] + new + text[found.end(group) :]
            yield Mutation("control off by one", f"{found[0]} -> {new}", file, changed.encode())


def _names() -> Iterator[Mutation]:
    """Two letters of a name change places, where it stands first."""
    for name in NAMES:
        file = next(f for f in _prose_files() if name in _read(f))
        text = _read(file)
        wrong = name[:2] + name[3] + name[2] + name[4:]
        yield Mutation("name misspelt", f"{name} -> {wrong}", file, text.replace(name, wrong, 1).encode())


def lay(root: Path, mutation: Mutation) -> bytes:
    """Put a fault into a copy of the project; gives what stood there before."""
    path = root / mutation.file
    before = path.read_bytes()
    path.write_bytes(mutation.content)
    return before
