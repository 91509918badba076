"""Broken files that are made when a test runs: workbooks, bombs, links and very long lines.

A case names one under `make` in its case.yaml, with arguments; each function takes the project's root first.
Nothing binary is committed.
"""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from PIL import Image

from tests.support import dirtyword
from tests.support.paths import STANDARD


def workbook(root: Path, path: str, sheets: list[dict[str, Any]]) -> None:
    """A workbook with these sheets; see `sheet_xml` for what a person's Excel would have stored in it."""
    book = Workbook()
    book.remove(book.active)
    for spec in sheets:
        sheet = book.create_sheet(spec["name"])
        for row in spec["rows"]:
            sheet.append(row)
        for area in spec.get("merge", ()):
            sheet.merge_cells(area)
        for number in spec.get("hide_rows", ()):
            sheet.row_dimensions[number].hidden = True
        for letter in spec.get("hide_columns", ()):
            sheet.column_dimensions[letter].hidden = True
        for cell, code in spec.get("formats", {}).items():
            sheet[cell].number_format = code
        sheet.sheet_state = spec.get("state", "visible")
    buffer = io.BytesIO()
    book.save(buffer)
    stored = {f"xl/worksheets/sheet{n}.xml": spec.get("stored", {}) for n, spec in enumerate(sheets, 1)}
    rewrite(root / path, buffer.getvalue(), {part: storing(cells) for part, cells in stored.items() if cells})


def storing(cells: Mapping[str, str]) -> Callable[[bytes], bytes]:
    """Puts texts in the cells' `<v>`: a formula's cached result, or a number just as Excel writes it."""

    def change(xml: bytes) -> bytes:
        text = xml.decode()
        for cell, value in cells.items():
            pattern = rf'(<c r="{cell}"[^>]*>(?:<f>[^<]*</f>)?)<v ?/?>(?:[^<]*</v>)?'
            text, count = re.subn(pattern, rf"\g<1><v>{value}</v>", text)
            assert count == 1, cell
        return text.encode()

    return change


def rewrite(file: Path, package: bytes, changes: Mapping[str, Callable[[bytes], bytes]]) -> None:
    """The package written to `file` with some of its parts changed."""
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, changes.get(name, bytes)(old.read(name)))


def _small() -> bytes:
    book = Workbook()
    book.active.append(["kode", "\u00e5r", "m\u00f8der", "deltagere"])
    book.active.append(["a1", 2013, "3..4", 20])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def xml_bomb(root: Path, path: str) -> None:
    """A workbook whose sheet declares entities that grow a thousandfold at each level."""
    entities = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 1000}">' for before, name in ("ab", "bc", "cd")
    )
    bomb = f'<?xml version="1.0"?><!DOCTYPE worksheet [{entities}]>'.encode()
    rewrite(root / path, _small(), {"xl/worksheets/sheet1.xml": lambda xml: bomb + xml.partition(b"?>")[2]})


def zip_bomb(root: Path, path: str) -> None:
    """A workbook with a part that is a few kilobytes packed and 30 megabytes unpacked."""
    rewrite(root / path, _small(), {"xl/worksheets/sheet1.xml": lambda xml: xml + b" " * 30_000_000})


def part_missing(root: Path, path: str) -> None:
    """A zip file that is no workbook."""
    with zipfile.ZipFile(root / path, "w") as package:
        package.writestr("hello.txt", "hej")


def old_excel(root: Path, path: str) -> None:
    """The first bytes of an .xls file, or of a workbook with a password: both are OLE files."""
    (root / path).write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))


def long_line(root: Path, path: str, megabytes: int) -> None:
    """Text without a line end."""
    with (root / path).open("w", encoding="utf-8") as file:
        for _ in range(megabytes):
            file.write("x" * 1024 * 1024)


def link_out(root: Path, path: str) -> None:
    """A symbolic link to a file beside the project."""
    outside = root.parent / "udenfor.csv"
    outside.write_text("kode;\u00e5r;m\u00f8der;deltagere\n", encoding="utf-8")
    (root / path).unlink(missing_ok=True)
    (root / path).symlink_to(outside)


def encoded(root: Path, path: str, encoding: str) -> None:
    """The file as it is, in another encoding."""
    text = (root / path).read_text(encoding="utf-8")
    (root / path).write_bytes(text.encode(encoding))


def folder(root: Path, path: str) -> None:
    (root / path).unlink(missing_ok=True)
    (root / path).mkdir()


def nul_byte(root: Path, path: str) -> None:
    data = (root / path).read_bytes()
    (root / path).write_bytes(data[:-1] + b"\0\n")


def template(root: Path) -> None:
    """The standard template as one of the project's own, called "egen"."""
    shutil.copytree(STANDARD, root / "templates" / "egen")


def template_bomb(root: Path, path: str) -> None:
    """A Word file whose styles declare entities that grow a thousandfold at each level."""
    entities = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 1000}">' for before, name in ("ab", "bc", "cd")
    )
    bomb = f'<?xml version="1.0"?><!DOCTYPE w [{entities}]>'.encode()
    package = (root / path).read_bytes()
    rewrite(root / path, package, {"word/styles.xml": lambda xml: bomb + xml.partition(b"?>")[2]})


def restyled(root: Path, path: str, old: str, new: str) -> None:
    """A Word file with a change in its styles."""
    change = {"word/styles.xml": lambda xml: xml.replace(old.encode(), new.encode())}
    assert old in zipfile.ZipFile(root / path).read("word/styles.xml").decode()
    rewrite(root / path, (root / path).read_bytes(), change)


def macros(root: Path, path: str) -> None:
    """A Word file with a macro project in it."""
    with zipfile.ZipFile(root / path, "a") as package:
        package.writestr("word/vbaProject.bin", b"macros")


def header(root: Path, path: str, holds: str) -> None:
    """A Word file with a drawing in its header: "cropped" and "metafile" are pictures, "chart" is none."""
    drawings = {
        "cropped": (dirtyword.picture("rIdPhoto", 5, crop='<a:srcRect l="20000"/>'), dirtyword.photo()),
        "metafile": (dirtyword.picture("rIdPhoto", 5), b"\x01\0\0\0EMF"),
        "chart": (dirtyword.CHART, b""),
    }
    drawing, data = drawings[holds]
    dirtyword.with_header(root / path, drawing, "logo.emf", data)


def text(root: Path, path: str, text: str) -> None:
    (root / path).write_text(text, encoding="utf-8")


def replaced(root: Path, path: str, old: str, new: str) -> None:
    before = (root / path).read_text(encoding="utf-8")
    assert before.count(old) == 1, old
    (root / path).write_text(before.replace(old, new), encoding="utf-8")


def picture(
    root: Path,
    path: str,
    kind: str = "PNG",
    mode: str = "RGB",
    size: tuple[int, int] = (60, 40),
    cut: int = 0,
) -> None:
    """A picture of a kind that Pillow can write, without its last `cut` bytes."""
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    made = Image.effect_noise(size, 60).convert(mode) if cut else Image.new(mode, size)
    made.save(buffer, kind)
    file.write_bytes(buffer.getvalue()[: len(buffer.getvalue()) - cut])


def moving_picture(root: Path, path: str) -> None:
    """An animated PNG of three frames."""
    frames = [Image.new("L", (8, 8), level) for level in (0, 128, 255)]
    frames[0].save(root / path, "PNG", save_all=True, append_images=frames[1:])


def removed(root: Path, path: str) -> None:
    (root / path).unlink()


MAKERS: dict[str, Callable[..., None]] = {
    function.__name__: function
    for function in (
        workbook,
        xml_bomb,
        zip_bomb,
        part_missing,
        old_excel,
        long_line,
        link_out,
        encoded,
        folder,
        nul_byte,
        template,
        template_bomb,
        restyled,
        macros,
        header,
        text,
        replaced,
        picture,
        moving_picture,
        removed,
    )
}
