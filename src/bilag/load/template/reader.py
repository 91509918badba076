"""The template of an annex: read once, and again only after one of its files has changed.

To read a template takes as long as an annex, and to import its readers as long again. So it is remembered by
the bytes of its files: within this process, and on a shelf from one process to the next.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from bilag.diagnostics.findings import Finding, Report
from bilag.document.theme import FACES, Template
from bilag.load.files import TEMPLATE_LIMIT, read_bytes, still_holds
from bilag.storage.cache import Shelf
from bilag.storage.manifest import sha256
from bilag.storage.memo import the_shelf

MOST_KEPT = 4


class _Read(Struct, frozen=True):
    """A template as it was read, with the bytes of its files by their names and folders."""

    template: Template | None
    findings: tuple[Finding, ...]
    files: Mapping[tuple[str, str], bytes]

    def is_current(self, folder: Path) -> bool:
        """Whether every file has the same bytes, and no word.docx was added beside a word.dotx."""
        if _overruled(folder, self.files):
            return False
        return all(
            still_holds(folder, name, data, within=within) for (name, within), data in self.files.items()
        )


class _Shelved(Struct, frozen=True):
    """A `_Read` without the bytes of fonts, which are most of it: `faces` are the names of the files of each
    family. `files` are name, folder and SHA-256."""

    template: Template
    findings: tuple[Finding, ...]
    files: tuple[tuple[str, str, str], ...]
    faces: tuple[tuple[str, ...], ...]


_READ: dict[tuple[Path, str], _Read] = {}
"""The last MOST_KEPT templates: the annexes of a run share one."""


def read_template(folder: Path, display_path: str, report: Report) -> Template | None:
    """The template in `folder`, which messages call `display_path`; None where it cannot be used.

    Faults: those of `read_folder`.
    """
    known = _READ.get((folder, display_path))
    if known is None or not known.is_current(folder):
        shelf = the_shelf()
        known = (shelf and _from_shelf(shelf, folder, display_path)) or _anew(shelf, folder, display_path)
        if known.template is not None:
            _READ.pop((folder, display_path), None)
            _READ[folder, display_path] = known
            if len(_READ) > MOST_KEPT:
                del _READ[next(iter(_READ))]
    report.extend(known.findings)
    return known.template


def _anew(shelf: Shelf | None, folder: Path, shown: str) -> _Read:
    from bilag.load.template.folder import read_folder  # noqa: PLC0415 - XML and TOML, only where it changed

    template, findings, files = read_folder(folder, shown)
    read = _Read(template, tuple(findings), files)
    if shelf and template:
        names = {data: name for (name, _), data in files.items()}
        fonts = template.theme.fonts
        faces = tuple(tuple(names[getattr(font, face)] for face in FACES) for font in fonts)
        hashes = tuple((*place, sha256(data)) for place, data in files.items())
        bare = _with_fonts(template, [dict.fromkeys(FACES, b"")] * len(fonts))
        shelf.put(_Shelved(bare, read.findings, hashes, faces), "template", shown)
    return read


def _from_shelf(shelf: Shelf, folder: Path, shown: str) -> _Read | None:
    """The template on the shelf, if the files still have the bytes it was read from."""
    known: _Shelved | None = shelf.get(_Shelved, "template", shown)
    if known is None:
        return None
    files: dict[tuple[str, str], bytes] = {}
    for name, within, digest in known.files:
        data = read_bytes(folder, name, Report(), limit=TEMPLATE_LIMIT, within=within)
        if data is None or sha256(data) != digest:
            return None
        files[name, within] = data
    if _overruled(folder, files):
        return None
    faces = [dict(zip(FACES, (files[name, "fonts"] for name in names), strict=True)) for names in known.faces]
    return _Read(_with_fonts(known.template, faces), known.findings, files)


def _with_fonts(template: Template, faces: Sequence[Mapping[str, bytes]]) -> Template:
    fonts = zip(template.theme.fonts, faces, strict=True)
    theme = replace(template.theme, fonts=tuple(replace(font, **data) for font, data in fonts))
    return replace(template, theme=theme)


def _overruled(folder: Path, files: Mapping[tuple[str, str], bytes]) -> bool:
    """Whether a word.docx was added beside the word.dotx that was read."""
    return ("word.dotx", "") in files and (folder / "word.docx").exists()
