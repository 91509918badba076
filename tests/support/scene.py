"""The real annex with all that an annex can be made from, and one change of each kind of its inputs.

It has another fragment, a picture, settings, a template of its own with a logo, corrections, and a version in
the ledger.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.shared import Mm

from bilag.pipeline.issue import issue
from tests.support import kina, samples
from tests.support.corrections import CORRECTIONS
from tests.support.projects import change, project, swap

NAME = kina.NAME
CONTENT, DATA, OUT = f"content/{NAME}", f"data/{NAME}", f"out/{NAME}"
TEMPLATE = "templates/oestdanmark"
PICTURE = ":::{figure} foto.png\ncaption: Et billede\nalt: Søjler, der stiger.\n:::\n"


def lay_out(to: Path) -> Path:
    """The project in a new folder, with version 1.0 issued and 1.1 not yet built."""
    head = {
        "status: draft": 'status: approved\nnumber: "1"\ndate: 2026-05-12\ntemplate: oestdanmark',
        "  - resultater.md\n": "  - resultater.md\n  - mere.md\n",
    }
    edits = {
        f"{CONTENT}/bilag.md": swap(head),
        f"{CONTENT}/mere.md": f"# Mere\n\n{PICTURE}",
        f"{CONTENT}/foto.png": samples.picture(),
        "bilag.toml": 'center = "Center for Regional Udvikling"\n',
    }
    root = project(to, "kina", edits)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("SOURCE_DATE_EPOCH", raising=False)
        assert issue(root, NAME, by="Region Hovedstaden").new
    edit(root, f"{CONTENT}/bilag.md", 'version: "1.0"', 'version: "1.1"')
    change(root, {f"{DATA}/corrections.yaml": CORRECTIONS})
    return root


def edit(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text("utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new, 1), "utf-8")


def cell(root: Path, path: str, place: str, value: object) -> None:
    book = openpyxl.load_workbook(root / path)
    book.worksheets[0][place] = value
    book.save(root / path)


CHANGES: dict[str, Callable[[Path], object]] = {
    "prose": lambda root: edit(root, f"{CONTENT}/resultater.md", "Kina", "Folkerepublikken Kina"),
    "front matter": lambda root: edit(root, f"{CONTENT}/bilag.md", "[Kina, ", "[Fyn, Kina, "),
    "another fragment": lambda root: edit(root, f"{CONTENT}/bilag.md", "  - mere.md\n", ""),
    "a csv file": lambda root: edit(root, f"{DATA}/udgifter.csv", "1,3", "1,4"),
    "a workbook": lambda root: cell(root, f"{DATA}/personale.xlsx", "A20", " "),
    "the data package": lambda root: edit(root, f"{DATA}/datapackage.yaml", "title: ", "title: Nye "),
    "facts": lambda root: edit(root, f"{DATA}/facts.yaml", "label: ", "label: Det "),
    "terms": lambda root: edit(root, "content/terms.yaml", "names:", "names:\n  - Folkerepublikken"),
    "no terms": lambda root: (root / "content/terms.yaml").unlink(),
    "corrections": lambda root: edit(root, f"{DATA}/corrections.yaml", "faktura", "regning"),
    "a picture": lambda root: (root / CONTENT / "foto.png").write_bytes(samples.picture(481)),
    "settings": lambda root: edit(root, "bilag.toml", "Center for", "Afdeling for"),
    "no settings": lambda root: (root / "bilag.toml").unlink(),
    "the template's words": lambda root: edit(root, f"{TEMPLATE}/theme.toml", "I alt", "Sum"),
    "the logo": lambda root: (root / TEMPLATE / "logo.png").write_bytes(samples.logo()),
    "word.docx": lambda root: widen(root / TEMPLATE / "word.docx"),
    "a font": lambda root: swap_fonts(root / TEMPLATE / "fonts"),
    "the ledger": lambda root: shutil.rmtree(root / OUT / "issued"),
}


def widen(path: Path) -> None:
    word = docx.Document(str(path))
    word.sections[0].left_margin = Mm(20)
    word.save(str(path))


def swap_fonts(folder: Path) -> None:
    first, second = sorted(folder.glob("*.ttf"))[:2]
    shutil.copy(second, first)
