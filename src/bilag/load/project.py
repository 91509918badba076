"""The project on disk: its root, its annexes, and the texts of one annex."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from bilag.annex import AnnexSources
from bilag.diagnostics import Report, Span
from bilag.load.files import read_text
from bilag.shapes import nearest

MAIN = "bilag.md"
PACKAGE = "datapackage.yaml"
FACTS = "facts.yaml"
_FOLDER = re.compile(r"[^\W_][\w.-]*")


def find_root(start: Path) -> Path | None:
    """The nearest folder from `start` upwards with bilag.toml, else with both content/ and data/."""
    for folder in (start, *start.parents):
        if (folder / "bilag.toml").is_file():
            return folder
    for folder in (start, *start.parents):
        if (folder / "content").is_dir() and (folder / "data").is_dir():
            return folder
    return None


def annex_names(root: Path) -> list[str]:
    """The annexes of a project: the folders of content/ that hold a bilag.md, in alphabetical order."""
    content = root / "content"
    if not content.is_dir():
        return []
    return sorted(entry.name for entry in content.iterdir() if (entry / MAIN).is_file())


def read_sources(root: Path, name: str, report: Report) -> AnnexSources | None:
    """bilag.md, and from data/ the package and the facts where there are any; None without a bilag.md."""
    main_path = f"content/{name}/{MAIN}"
    if not _FOLDER.fullmatch(name) or not (root / "content" / name).is_dir():
        hint = nearest(name, annex_names(root))
        report.add("ANNEX-UNKNOWN", Span("content"), annex=name, nearest=hint)
        return None
    main = _text(root, main_path, report)
    if main is None:
        return None
    texts: dict[str, str] = {}
    for file in (PACKAGE, FACTS):
        path = f"data/{name}/{file}"
        if (root / path).exists():
            texts[file] = _text(root, path, report) or ""
    return AnnexSources(
        name=name,
        main=main,
        main_path=main_path,
        facts=texts.get(FACTS, ""),
        facts_path=f"data/{name}/{FACTS}",
        package=texts.get(PACKAGE, ""),
        package_path=f"data/{name}/{PACKAGE}",
    )


def read_fragments(
    root: Path, name: str, fragments: tuple[tuple[str, Span], ...], report: Report
) -> Iterator[tuple[str, str]]:
    """The path and text of each Markdown file that the front matter lists, in its order."""
    for fragment, span in fragments:
        text = _text(root, fragment, report, within=f"content/{name}", where=span)
        if text is not None:
            yield f"content/{name}/{fragment}", text


def _text(
    root: Path, path: str, report: Report, *, within: str = "", where: Span | None = None
) -> str | None:
    text = read_text(root, path, report, within=within, where=where)
    return None if text is None else text.replace("\r\n", "\n").replace("\r", "\n")
