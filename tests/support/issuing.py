"""The small annex as one that can be issued, and what is issued of it."""

from __future__ import annotations

from pathlib import Path

HEAD = {
    "title": "En prøve",
    "number": '"1"',
    "organisation": "Region Hovedstaden",
    "date": "2026-05-12",
    "status": "approved",
    "version": '"1.0"',
}
BODY = "\nForbruget er {{ forbrug | mio_kr }}.\n"
LEDGER = Path("out/prove/issued")


def write(root: Path, body: str = BODY, **changes: str | None) -> None:
    """The annex with another front matter; None takes a key out."""
    head = {key: value for key, value in (HEAD | changes).items() if value is not None}
    text = "".join(f"{key}: {value}\n" for key, value in head.items())
    (root / "content" / "prove" / "bilag.md").write_text(f"---\n{text}---\n{body}", encoding="utf-8")


def correct(root: Path) -> None:
    data = root / "data" / "prove" / "udgifter.csv"
    data.write_text(data.read_text("utf-8").replace("Rejser;1,3", "Rejser;1,4"), "utf-8")
