"""The figures of a PDF, by the user property of the elements that print them, and the files inside it."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import md5

from bilag.document.forms.normalform import plain
from bilag.versions.delivered import Carried, Shown
from bilag.versions.read.pdf_tree import Node, opened, read_tree


def carried_pdf(data: bytes) -> Carried:
    """Raises CannotReadError."""
    files: dict[str, bytes] = {}
    broken: list[str] = []
    with opened(data) as (_, pdf):
        for name, spec in sorted(pdf.attachments.items()):
            file = spec.get_file()
            files[name] = bytes(file.read_bytes())
            if file.md5 and file.md5 != md5(files[name], usedforsecurity=False).digest():
                broken.append(name)
    asides: list[Node] = []
    shown = list(_shown(read_tree(data).root, asides))
    for aside in asides:  # the list grows where a note has notes
        if aside.tag == "Note":
            shown += _shown(aside, asides)
    shown += [each for aside in asides if aside.tag == "TOC" for each in _shown(aside, [])]
    return Carried("pdf", tuple(shown), (), files, tuple(broken))


def _shown(node: Node, asides: list[Node]) -> Iterator[Shown]:
    """The figures below a node in the order of the lines. What is not there is put aside: footnotes have
    their lines last, and a contents list only repeats."""
    for kid in node.kids:
        if not isinstance(kid, Node):
            continue
        if kid.tag in ("Note", "TOC"):
            asides.append(kid)
            continue
        if kid.fact:
            yield Shown(kid.fact, plain(_text(kid)))
        yield from _shown(kid, asides)


def _text(node: Node) -> str:
    return "".join(kid if isinstance(kid, str) else _text(kid) for kid in node.kids)
