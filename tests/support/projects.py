"""Projects that a test may change: copies of a folder or of the real annex, with edits; small annexes."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.support import kina
from tests.support.paths import BASE

Edit = str | bytes | Callable[[str], str] | None
"""What a file becomes: this text, these bytes, what the function makes of its text; or it is taken away."""

TEXT = "---\ntitle: Prøve\n---\n\nForbruget er {{ forbrug | mio_kr }}.\n"
FACTS = "forbrug: {sum: udgifter.beløb, label: Forbrug}\nantal: {count: udgifter}\n"


def project(to: Path, base: Path | str = BASE, edits: Mapping[str, Edit] | None = None) -> Path:
    """A copy in the new folder `to` of "kina", which is the real annex, or of a folder; `edits` are by path.

    `project(tmp_path / "p", BASE, {"data/prove/facts.yaml": "", "bilag.toml": None})`
    """
    if base == "kina":
        kina.copy_project(to)
    else:
        shutil.copytree(base, to)
    change(to, edits or {})
    return to


def change(root: Path, edits: Mapping[str, Edit]) -> None:
    for name, edit in edits.items():
        path = root / name
        if edit is None:
            path.unlink()
            continue
        made = edit(path.read_text(encoding="utf-8")) if callable(edit) else edit
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(made if isinstance(made, bytes) else made.encode())


def swap(texts: Mapping[str, str]) -> Callable[[str], str]:
    """An edit: each text of `{old: new}`, which must be there once, becomes another."""

    def swapped(text: str) -> str:
        for old, new in texts.items():
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        return text

    return swapped


def edit(root: Path, file: str, old: str, new: str) -> None:
    change(root, {file: swap({old: new})})


def annex(root: Path, name: str, text: str = TEXT, facts: str = FACTS) -> None:
    """Lays a small annex into a project that may have others: its text over the data of the cases' base."""
    shutil.copytree(BASE / "data" / "prove", root / "data" / name)
    change(root, {f"content/{name}/bilag.md": text, f"data/{name}/facts.yaml": facts})


def tree(folder: Path) -> dict[str, bytes]:
    """All files below the folder: {path in it: bytes}."""
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
    }
