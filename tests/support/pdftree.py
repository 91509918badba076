"""The structure tree of a PDF held against the document model, node by node.

`tree_of_file` reads the objects with pikepdf and the text of each mark with PDFium; `tree_of_model` says what
should stand there. Neither knows the writer or the project's own reader. White space counts as one space, a
soft hyphen as nothing, and an element's text is what stands between its elements.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import unified_diff
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2 as pdfium
from pypdfium2 import raw

from bilag.document import model as m
from bilag.document.theme import Template
from tests.support import samples

NUMBERING = {"decimal": "Decimal", "lowerLetter": "LowerAlpha", "lowerRoman": "LowerRoman"}


@dataclass
class Node:
    tag: str
    says: dict[str, str] = field(default_factory=dict)
    kids: list[Node | str] = field(default_factory=list)

    def add(self, kid: Node | str) -> None:
        if isinstance(kid, str) and self.kids and isinstance(self.kids[-1], str):
            self.kids[-1] += kid
        elif kid:
            self.kids.append(kid)

    def walk(self) -> Iterator[Node]:
        yield self
        for kid in self.kids:
            if isinstance(kid, Node):
                yield from kid.walk()


def dump(node: Node, depth: int = 0) -> str:
    """The tree as text: what two trees are compared by, and what a golden holds.

    Where a space stands between two elements is left open: that no words are glued is the readers' test.
    """
    said = "".join(f" {key}={value!r}" for key, value in sorted(node.says.items()))
    lines = [f"{'  ' * depth}{node.tag}{said}"]
    text = ""
    for kid in [*node.kids, None]:
        if isinstance(kid, str):
            text += kid
        elif kid is None or not _silent(kid):
            words = " ".join(text.replace("\u00ad", "").split())
            lines += [f"{'  ' * depth}  {words!r}"] if words else []
            text = ""
            lines += [dump(kid, depth + 1)] if kid is not None else []
    return "\n".join(lines)


def _silent(node: Node) -> bool:
    """An element of a line in which nothing is said, as a fact that is a soft hyphen would be."""
    said = "".join(kid for inner in node.walk() for kid in inner.kids if isinstance(kid, str))
    return node.tag in {"Span", "Link"} and not said.replace("\u00ad", "").strip()


# --- from the file ---------------------------------------------------------------------------------------


def tree_of_file(data: bytes) -> Node:
    texts = marked_texts(data)
    with pikepdf.open(BytesIO(data)) as file:
        pages = {page.objgen: n for n, page in enumerate(file.pages)}
        ids: dict[str, Any] = {}

        def read(element: Any, page: int | None) -> Node:
            node = Node(str(element.S)[1:])
            for key, name in (("/T", "title"), ("/Alt", "alt"), ("/Lang", "lang")):
                if key in element:
                    node.says[name] = str(element[key])
            for attributes in _list(element.get("/A")):
                match str(attributes.O):
                    case "/Table":
                        if "/Scope" in attributes:
                            node.says["scope"] = str(attributes.Scope)[1:]
                        if "/Summary" in attributes:
                            node.says["summary"] = str(attributes.Summary)
                    case "/List":
                        node.says["numbering"] = str(attributes.ListNumbering)[1:]
                    case "/UserProperties":
                        node.says |= {str(p.N): str(p.V) for p in attributes.P}
                    case "/Layout":
                        assert len(attributes.BBox) == 4
                        node.says["box"] = "yes"
            if "/ID" in element:
                assert ids.setdefault(str(element.ID), element) is element
            page = pages[element.Pg.objgen] if "/Pg" in element else page
            for kid in _list(element.get("/K")):
                if isinstance(kid, int):
                    node.add(texts[page or 0].pop(kid, ""))
                elif str(kid.get("/Type")) == "/MCR":
                    node.add(texts[pages[kid.Pg.objgen]].pop(int(kid.MCID), ""))
                elif str(kid.get("/Type")) == "/OBJR":
                    assert kid.Obj.Subtype == "/Link"
                    node.says["links"] = "yes"
                else:
                    assert kid.P.objgen == element.objgen, "a kid's parent is another one"
                    node.add(read(kid, page))
            return node

        (root,) = _list(file.Root.StructTreeRoot.K)
        made = read(root, None)
    left = {(page, mark): text for page, marks in enumerate(texts) for mark, text in marks.items()}
    assert not left, f"content that no element owns: {left}"
    return made


def _list(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, pikepdf.Array) else [value]


def marked_texts(data: bytes) -> list[dict[int, str]]:
    """For each page the text of each marked-content id that has any."""
    return [{mark: "".join(texts) for mark, texts in page.items() if mark >= 0} for page in _texts(data)]


def artifact_texts(data: bytes) -> list[list[str]]:
    """For each page the texts that no id marks."""
    return [page.get(-1, []) for page in _texts(data)]


def _texts(data: bytes) -> Iterator[dict[int, list[str]]]:
    with pdfium.PdfDocument(data) as file:
        for page in file:
            view = page.get_textpage()
            found: dict[int, list[str]] = {}
            for thing in page.get_objects(max_depth=1):
                if thing.type != raw.FPDF_PAGEOBJ_TEXT:
                    continue
                names = [
                    _name(raw.FPDFPageObj_GetMark(thing, n)) for n in range(raw.FPDFPageObj_CountMarks(thing))
                ]
                if "BreakHyphen" in names:  # only the end of a line put it there
                    continue
                mark = raw.FPDFPageObj_GetMarkedContentID(thing)
                found.setdefault(mark, []).append(
                    _text(thing, view).replace("\x02", "-").replace("\u2010", "-") or " "
                )
            yield found


def _name(mark: Any) -> str:
    size = ctypes.c_ulong()
    buffer = (ctypes.c_ushort * 64)()
    raw.FPDFPageObjMark_GetName(mark, buffer, 128, size)
    return bytes(buffer)[: max(size.value - 2, 0)].decode("utf-16-le")


def _text(thing: Any, view: Any) -> str:
    size = raw.FPDFTextObj_GetText(thing, view, None, 0)
    buffer = (ctypes.c_ushort * (size + 1))()
    raw.FPDFTextObj_GetText(thing, view, buffer, size * 2)
    return bytes(buffer)[: max(size - 2, 0)].decode("utf-16-le", "replace")


# --- from the model --------------------------------------------------------------------------------------


def tree_of_model(document: m.Document, template: Template) -> Node:
    return _Expected(document, template).document()


class _Expected:
    def __init__(self, document: m.Document, template: Template) -> None:
        self.model, self.template = document, template
        self.notes: list[Node] = []
        self.targets = {s.id for s in _sections(document.sections)} | set(_ids(document.blocks))
        for section in _sections(document.sections):
            self.targets |= set(_ids(section.blocks))

    def document(self) -> Node:
        model, root = self.model, Node("Document")
        if model.logo:
            root.add(Node("Figure", {"title": "logo", "alt": model.logo.alt, "box": "yes"}))
        for line in model.head:
            label = f"{line.label}: " if line.label else ""
            root.add(self.text("P", (m.Text(label), *line.content), title="head"))
        root.add(self.text("P", model.title, title="title"))
        if model.contents:
            root.add(self.contents(model.contents))
        self.blocks(model.blocks, root)
        for section in model.sections:
            self.section(section, root)
        return root

    def contents(self, contents: m.Contents) -> Node:
        toc = Node("TOC", kids=[self.text("Caption", contents.title)])
        above: list[tuple[int, Node]] = []
        for entry in contents.entries:
            while above and above[-1][0] >= entry.level:
                above.pop()
            where = toc
            if above:
                item = above[-1][1]
                inner = [kid for kid in item.kids if isinstance(kid, Node) and kid.tag == "TOC"]
                where = inner[-1] if inner else Node("TOC")
                if not inner:
                    item.add(where)
            link = Node("Link", {"links": "yes"})
            self.number(entry.number, link)
            self.inlines(entry.content, link)
            link.add(Node("Span", {"title": "page"}, ["#"]))
            made = Node("TOCI", kids=[Node("Reference", kids=[link])])
            where.add(made)
            above.append((entry.level, made))
        return toc

    def section(self, section: m.Section, parent: Node) -> None:
        made = Node("Sect")
        parent.add(made)
        heading = Node(f"H{section.level}")
        self.number(section.number, heading)
        self.inlines(section.title, heading)
        made.add(heading)
        self.flush(made)
        self.blocks(section.blocks, made)
        for inner in section.sections:
            self.section(inner, made)

    def number(self, number: str, parent: Node) -> None:
        if number:
            parent.add(Node("Span", {"title": "number"}, [number]))

    def blocks(self, blocks: Iterable[m.Block], parent: Node, depth: int = 0) -> None:
        for block in blocks:
            match block:
                case m.Paragraph():
                    parent.add(self.text("P", block.content))
                case m.BulletList() | m.OrderedList():
                    self.list(block, parent, min(depth + 1, 3))
                case m.Note():
                    inside = Node("Div", {"title": "remark"})
                    parent.add(inside)
                    self.blocks(block.blocks, inside)
                case m.Table():
                    self.table(block, parent)
                case m.Figure():
                    div = Node("Div", kids=[self.caption(block)])
                    parent.add(div)
                    self.flush(parent)
                    div.add(Node("Figure", {"alt": block.alt, "box": "yes"}))
                    if block.source:
                        div.add(self.source(block.source))
            self.flush(parent)

    def list(self, block: m.BulletList | m.OrderedList, parent: Node, depth: int) -> None:
        kind, pattern = self.template.theme.numbers[depth - 1]
        numbering = NUMBERING[kind] if isinstance(block, m.OrderedList) else "Disc"
        made = Node("L", {"numbering": numbering})
        parent.add(made)
        for n, item in enumerate(block.items):
            mark = self.template.theme.bullets[depth - 1]
            if isinstance(block, m.OrderedList):
                mark = pattern.replace("{}", _mark(block.start + n, kind))
            body = Node("LBody")
            made.add(Node("LI", kids=[Node("Lbl", kids=[mark]), body]))
            self.blocks(item.blocks, body, depth)

    def table(self, table: m.Table, parent: Node) -> None:
        made = Node("Table", {"summary": table.description} if table.description else {})
        parent.add(made)
        made.add(self.caption(table))
        self.flush(parent)
        for tag, rows in (("THead", table.head.rows), ("TBody", table.body.rows), ("TFoot", table.foot.rows)):
            group = Node(tag)
            for row in rows:
                tr = Node("TR")
                for n, cell in enumerate(row.cells):
                    scope = "Column" if tag == "THead" else "Row" if n == 0 and table.row_heads else ""
                    says = {"scope": scope} if scope else {}
                    tr.add(self.text("TH" if scope else "TD", cell.content, **says))
                group.add(tr)
            if group.kids:
                made.add(group)
        self.flush(parent)
        for note in table.notes:
            parent.add(self.text("P", note, title="note"))
            self.flush(parent)
        if table.source:
            parent.add(self.source(table.source))

    def source(self, inlines: m.Inlines) -> Node:
        return self.text("P", (m.Text(f"{self.template.labels['source']}: "), *inlines), title="source")

    def caption(self, block: m.Table | m.Figure) -> Node:
        return self.text("Caption", (m.Text(f"{block.label} {block.number}. "), *block.caption))

    def flush(self, parent: Node) -> None:
        """Footnotes come after the block that their marks stand in."""
        for note in self.notes:
            parent.add(note)
        self.notes = []

    def text(self, tag: str, inlines: m.Inlines, **says: str) -> Node:
        node = Node(tag, dict(says))
        self.inlines(inlines, node)
        return node

    def inlines(self, inlines: m.Inlines, node: Node) -> None:
        for inline in inlines:
            match inline:
                case m.Text(text):
                    node.add(text)
                case m.Emphasis(kids) | m.Strong(kids):
                    self.inlines(kids, node)
                case m.Value(text, fact):
                    self.inside(Node("Span", {"fact": fact}, [text] if text else []), node)
                case m.Marked(kind, value, kids):
                    if kind == "lang":
                        self.inside(self.text("Span", kids, lang=value), node)
                    else:
                        self.inlines(kids, node)
                case m.Link(_, kids):
                    self.inside(self.text("Link", kids, links="yes"), node)
                case m.CrossReference(target, _, _, text):
                    known = target in self.targets
                    self.inside(Node("Link", {"links": "yes"}, [text]), node) if known else node.add(text)
                case m.Footnote(_, number, content):
                    mark = Node("Link", {"links": "yes"}, [str(number)])
                    node.add(Node("Reference", kids=[mark]))
                    label = Node("Lbl", kids=[Node("Link", {"links": "yes"}, [str(number)])])
                    waiting, self.notes = self.notes, []
                    said = self.text("P", content)
                    self.notes = [*waiting, Node("Note", kids=[label, said]), *self.notes]
                case m.LineBreak():
                    node.add(" ")

    def inside(self, made: Node, node: Node) -> None:
        """An element of the line; one in which nothing is said is none."""
        if made.kids:
            node.add(made)


def _mark(number: int, kind: str) -> str:
    """As far as the samples count."""
    if kind == "lowerLetter":
        return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
    if kind == "lowerRoman":
        ones = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
        return ("", "x", "xx", "xxx", "xl")[number // 10] + ones[number % 10]
    return str(number)


def _sections(sections: Iterable[m.Section]) -> Iterator[m.Section]:
    for section in sections:
        yield section
        yield from _sections(section.sections)


def _ids(blocks: Iterable[m.Block]) -> Iterator[str]:
    for block in blocks:
        yield block.id
        if isinstance(block, m.BulletList | m.OrderedList):
            for item in block.items:
                yield from _ids(item.blocks)
        elif isinstance(block, m.Note):
            yield from _ids(block.blocks)


def hold(document: m.Document, data: bytes) -> None:
    """The tree of the file is the one that the model asks for."""
    expected = tree_of_model(document, samples.standard())
    found = tree_of_file(data)
    for node in found.walk():  # the numbers of other pages are the file's own
        if node.says.get("title") == "page":
            node.kids = ["#"]
    one, other = dump(expected).splitlines(), dump(found).splitlines()
    assert list(unified_diff(one, other, "model", "file", lineterm="", n=2)) == []
