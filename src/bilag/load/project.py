"""The texts and pictures of one annex, and what bilag.toml says for all annexes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from bilag.diagnostics.findings import Report, Span
from bilag.inputs.annex import ROUNDINGS, AnnexSources, Inputs
from bilag.inputs.yaml.nodes import Node
from bilag.inputs.yaml.shapes import Choice, Shape, Text, nearest
from bilag.load.files import MEGABYTE, read_bytes, read_text
from bilag.storage.project import CORRECTIONS, FACTS, MAIN, PACKAGE, SETTINGS, TERMS, annex_names

_PICTURE_LIMIT = 32 * MEGABYTE
_FOLDER = re.compile(r"[^\W_][\w.-]*")


class ProjectShape(Shape, called="bilag.toml"):
    organisation = Text("The authority, where the front matter names none.")
    center = Text("The department, where the front matter names none.")
    language = Text("The main language, where the front matter names none.")
    template = Text("The template, where the front matter names none.")
    rounding = Choice(
        "The rounding policy, where the front matter names none.", choices=ROUNDINGS, default="half-up"
    )


def read_defaults(root: Path, report: Report) -> dict[str, Node]:
    """What bilag.toml says for all annexes; the front matter wins. Empty where there is no such file."""
    if not (root / SETTINGS).exists():
        return {}
    from bilag.inputs.yaml.tomltext import parse as parse_toml  # noqa: PLC0415 - few projects have one

    data = read_bytes(root, SETTINGS, report)
    node = None if data is None else parse_toml(data, SETTINGS, report)
    return {} if node is None else ProjectShape.read(node, report).entries


def read_sources(root: Path, name: str, report: Report) -> AnnexSources | None:
    """The texts of bilag.md, of datapackage.yaml, facts.yaml and corrections.yaml in data/, and of the
    project's register of terms, "" for a file that does not exist; None without a bilag.md."""
    main_path = f"content/{name}/{MAIN}"
    if not _FOLDER.fullmatch(name) or not (root / "content" / name).is_dir():
        hint = nearest(name, annex_names(root))
        report.add("ANNEX-UNKNOWN", Span("content"), annex=name, nearest=hint)
        return None
    main = _text(root, main_path, report)
    if main is None:
        return None
    texts: dict[str, str] = {}
    for file in (PACKAGE, FACTS, CORRECTIONS):
        path = f"data/{name}/{file}"
        if (root / path).exists():
            texts[file] = _text(root, path, report) or ""
    terms = _text(root, TERMS, report) if (root / TERMS).exists() else None
    return AnnexSources(
        name=name,
        main=main,
        main_path=main_path,
        facts=texts.get(FACTS, ""),
        facts_path=f"data/{name}/{FACTS}",
        package=texts.get(PACKAGE, ""),
        package_path=f"data/{name}/{PACKAGE}",
        terms=terms or "",
        terms_path=TERMS,
        corrections=texts.get(CORRECTIONS, ""),
        corrections_path=f"data/{name}/{CORRECTIONS}",
    )


def read_fragments(
    root: Path, name: str, fragments: tuple[tuple[str, Span], ...], report: Report
) -> Iterator[tuple[str, str]]:
    """The path and text of each Markdown file that the front matter lists, in its order."""
    for fragment, span in fragments:
        text = _text(root, fragment, report, within=f"content/{name}", where=span)
        if text is not None:
            yield f"content/{name}/{fragment}", text


def read_pictures(root: Path, inputs: Inputs, report: Report) -> dict[str, bytes]:
    """The bytes of each picture by the path that its figure gives; a fault is reported at the figure.

    Like a fragment's, a picture's path starts from the annex's folder and may not leave it.
    """
    found: dict[str, bytes] = {}
    folder = f"content/{inputs.name}"
    for request in inputs.figures.values():
        if request.file not in found:
            data = read_bytes(
                root, request.file, report, limit=_PICTURE_LIMIT, within=folder, where=request.span
            )
            if data is not None:
                found[request.file] = data
    return found


def _text(
    root: Path, path: str, report: Report, *, within: str = "", where: Span | None = None
) -> str | None:
    text = read_text(root, path, report, within=within, where=where)
    return None if text is None else text.replace("\r\n", "\n").replace("\r", "\n")
