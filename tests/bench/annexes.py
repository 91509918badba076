"""The China annex in other sizes and other words: as a project of ours, and as a job folder for the peers.

A `mark` at the end of the sentences makes every text another one, so that nobody answers from a cache;
`once` it is what a person changes between two builds.
"""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

from tests.bench import naive
from tests.support import kina

FRAGMENTS = ("ressourcer", "personale", "milepaele", "resultater")


def our_project(root: Path, scale: int = 1, mark: str = "", *, once: bool = False) -> Path:
    """The annex with its fragments `scale` times, its tables too."""
    kina.copy_project(root, templates=False)
    folder = root / "content" / kina.NAME
    names = []
    for time in range(scale):
        for fragment in FRAGMENTS:
            text = (kina.CONTENT / f"{fragment}.md").read_text("utf-8")
            if time:
                text = re.sub(r"(:::\{table\} (\w+)\n)", rf"\1id: tbl-\2-{time}\n", text)
            if mark and not (once and names):
                text = re.sub(r"(?<=\w)\.$", f", udgave {mark}.", text, count=int(once), flags=re.M)
            names.append(f"{fragment}-{time}.md")
            (folder / names[-1]).write_text(text, "utf-8")
    main = (folder / "bilag.md").read_text("utf-8")
    listed = "".join(f"  - {name}\n" for name in names)
    (folder / "bilag.md").write_text(re.sub(r"(fragments:\n)(  - .*\n)+", rf"\1{listed}", main), "utf-8")
    return root


def peer_job(folder: Path, scale: int = 1, mark: str = "", *, once: bool = False) -> Path:
    """content.json and three CSV files of raw values; the rows of the tables `scale` times."""
    folder.mkdir(parents=True)
    title, note, *rest = [text for _, text in naive.prose()]
    kinds = [kind for kind, _ in naive.prose()][2:]
    sections: list[dict[str, object]] = []
    for kind, text in zip(kinds, rest, strict=True):
        said = re.sub(r"(?<=\w)\.$", f", udgave {mark}.", text) if mark else text
        mark = "" if once and said != text else mark
        if kind == "heading":
            table = dict(zip(naive.SECTIONS, ("udgifter", "personale", "milepaele"), strict=False))
            named = next((table[start] for start in table if text.startswith(start)), "")
            sections.append({"heading": text, "paras": [], "bullets": [], "table": named})
        elif kind == "bullet":
            sections[-1]["bullets"].append([said])  # type: ignore[attr-defined]
        else:
            sections[-1]["paras"].append(said)  # type: ignore[attr-defined]
    every = [section | ({"table": ""} if time else {}) for time in range(scale) for section in sections]
    content = {"title": title, "note": note, "sections": every}
    (folder / "content.json").write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    for name, (head, rows) in raw_tables().items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerows([head, *rows * scale])
    return folder


def raw_tables() -> dict[str, tuple[list[str], list[list[str]]]]:
    """The annex's data with decimal points, two columns of each table."""

    def column(file: str, *names: str) -> list[list[str]]:
        with (kina.DATA / file).open(encoding="utf-8-sig", newline="") as opened:
            return [[row[name] for name in names] for row in csv.DictReader(opened, delimiter=";")]

    costs = [
        [post, amount.replace(",", ".")] for post, amount in column("udgifter.csv", "post", "bel\u00f8b")
    ]
    staff = [[str(year), "0.5"] for year in range(2012, 2018)]
    stones = [
        [when, re.sub(r"\{\{.*?\}\}|[\[\]]|\{lang=en\}", "", text)]
        for when, text in column("milepaele.csv", "tidspunkt", "milep\u00e6l")
    ]
    return {
        "udgifter": (["kategori", "mio_kr"], costs),
        "personale": (["aar", "aarsvaerk"], staff),
        "milepaele": (["dato", "begivenhed"], stones),
    }
