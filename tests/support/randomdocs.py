"""Pairs of documents for proofs: a random one, and what is left of it after some random edits.

Both are whole: blocks are numbered through, references tell the number of what they lead to, and the contents
list tells the headings. All chances are drawn from the `Random` that is given.
"""

from __future__ import annotations

from random import Random
from typing import Any

from msgspec.structs import replace

from bilag.document.model import (
    BulletList,
    Cell,
    Column,
    CrossReference,
    Document,
    Emphasis,
    Figure,
    Footnote,
    HeadLine,
    Inlines,
    LineBreak,
    Link,
    ListItem,
    Marked,
    Meta,
    Note,
    OrderedList,
    Paragraph,
    Picture,
    Row,
    Section,
    Strong,
    Table,
    TableBody,
    TableFoot,
    TableHead,
    Text,
    Value,
)
from bilag.document.walks import blocks, sections
from tests.support import samples

WORDS = (
    "udgifter", "til", "rejser", "og", "møder", "i", "2012-2017", "steg", "faldt", "ikke", "væsentligt",
    "Region Hovedstaden", "1.234,5", "mio.", "kr.", "tabel", "§ 7", "»citat«", "<&>", "arbejds\u00admarked",
    "jf.\u00a0bilag", "co\u2011op", "", " ",
)  # fmt: skip
SIGNS = (" ", " ", " ", ", ", ". ", " - ", "")
AMOUNTS = ("1,3\u00a0mio.\u00a0kr.", "1,4\u00a0mio.\u00a0kr.", "24", "46,43", "ingen")
FACTS = ("i_alt", "rejser", "udgifter/kontor/beloeb", "andel")
LABELS = ("Sagsnr.", "Dato", "Bilag nr.", "")


class Maker:
    """Draws nodes. `count` gives what is new an id that nothing else has."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.count = 0

    def id(self, start: str) -> str:
        self.count += 1
        return f"{start}-{self.count}"

    def some(self, most: int, least: int = 0) -> range:
        return range(self.rng.randint(least, most))

    # --- inlines ---

    def text(self) -> Text:
        return Text("".join(self.rng.choice(WORDS) + self.rng.choice(SIGNS) for _ in self.some(6, 1)))

    def inlines(self, most: int = 4, *, notes: bool = True, links: bool = True) -> Inlines:
        return tuple(self.inline(notes, links) for _ in self.some(most))

    def inline(self, notes: bool = True, links: bool = True) -> Any:
        match self.rng.randrange(16):
            case 0:
                return Emphasis(self.inlines(2, notes=notes, links=links))
            case 1:
                return Strong(self.inlines(2, notes=notes, links=links))
            case 2 | 3 | 4:
                return Value(self.rng.choice(AMOUNTS), self.rng.choice(FACTS), "")
            case 5 | 6 if links:
                return CrossReference("", "", 0, "")
            case 7 if links:
                url = self.rng.choice(("https://www.regionh.dk", "https://www.dst.dk/?a=1&b=2", "#afsnit"))
                return Link(url, (*self.inlines(1, notes=False, links=False), self.text()))
            case 8 | 9 if notes:
                return Footnote(self.id("fn"), 0, (*self.inlines(2, notes=False), self.text()))
            case 10:
                kind = self.rng.choice(("lang", "claim", "free", "term"))
                return Marked(kind, "en", self.inlines(2, notes=notes, links=links))
            case 11:
                return LineBreak()
            case _:
                return self.text()

    # --- blocks ---

    def blocks(self, most: int, depth: int = 0) -> tuple[Any, ...]:
        return tuple(self.block(depth) for _ in self.some(most))

    def block(self, depth: int = 0) -> Any:
        match self.rng.randrange(9 if depth == 0 else 6 if depth < 4 else 4):
            case 4:
                return BulletList("", self.items(depth))
            case 5:
                return OrderedList("", self.items(depth), self.rng.randint(1, 3))
            case 6:
                return self.table()
            case 7:
                return self.figure()
            case 8:
                return Note("", self.blocks(2, 4))
            case _:
                return Paragraph("", self.inlines())

    def items(self, depth: int) -> tuple[ListItem, ...]:
        return tuple(self.item(depth) for _ in self.some(3, 1))

    def item(self, depth: int = 3) -> ListItem:
        return ListItem("", self.blocks(2, depth + 1))

    def table(self) -> Table:
        columns = tuple(f"k{n}" for n in self.some(3, 1))
        keyed = self.rng.random() < 0.7
        rows = [self.row(str(n), len(columns)) for n in self.some(4)]
        if keyed:
            rows = [replace(row, key=self.id("r")) for row in rows]
        return Table(
            self.id("tbl"),
            "Tabel",
            0,
            self.inlines(2),
            _columns(columns),
            TableHead((Row("head", tuple(Cell((Text(f"Hoved {n}"),)) for n in columns)),)),
            TableBody(tuple(rows)),
            TableFoot(tuple(self.row("total", len(columns)) for _ in self.some(1))),
            notes=tuple(self.note() for _ in self.some(2)),
            source=self.inlines(2),
        )

    def note(self) -> Inlines:
        return (*self.inlines(2), Text("Note."))

    def row(self, key: str, cells: int) -> Row:
        return Row(key, tuple(Cell(self.inlines(1)) for _ in range(cells)))

    def figure(self) -> Figure:
        data = samples.picture() if self.rng.random() < 0.5 else samples.logo()
        alt = self.rng.choice(("Søjler, der stiger", "Et kort"))
        return Figure(self.id("fig"), "Figur", 0, self.inlines(2), alt, data, 90.0, 30.0, self.inlines(1))

    # --- the whole ---

    def section(self, level: int) -> Section:
        inner = tuple(self.section(level + 1) for _ in self.some(1 if level < 4 else 0))
        title = (*self.inlines(1, notes=False), Text(f"afsnit {self.rng.randrange(9)}"))
        return Section(self.id("s"), level, title, self.blocks(3), inner)

    def head(self) -> HeadLine:
        return HeadLine(self.rng.choice(LABELS), (self.text(), Text("x")))

    def document(self) -> Document:
        return whole(
            Document(
                Meta("prove", "Prøve", "da-DK", "Region Hovedstaden"),
                (*self.inlines(2, notes=False), Text("Bilag")),
                tuple(self.head() for _ in self.some(3)),
                self.blocks(4),
                tuple(self.section(1) for _ in self.some(2)),
                (self.text(),),
                samples.FOOTER,
                self.logo(),
            ),
            self.rng.randint(0, 3),
        )

    def logo(self) -> Picture | None:
        return self.rng.choice((None, Picture("Logo", samples.logo(), 60.0, 15.0)))


def _columns(keys: tuple[str, ...]) -> tuple[Column, ...]:
    return tuple(Column(key, 1 / len(keys), "start" if n == 0 else "end") for n, key in enumerate(keys))


# --- edits -----------------------------------------------------------------------------------------------


def pair(rng: Random, *, moves: bool = True) -> tuple[Document, Document]:
    """Without `moves` nothing changes its place, and no table its columns, so that all that is referred to
    is kept, or it is gone."""
    maker = Maker(rng)
    old = maker.document()
    editor = _Editor(maker, rng.choice((0.0, 0.02, 0.05, 0.05, 0.15, 0.4)), moves)
    levels = old.contents.levels if old.contents else 0
    new = editor.node(replace(old, contents=None))
    if rng.random() < editor.chance:
        new = replace(new, logo=maker.logo(), header=(maker.text(),))
    return old, whole(new, rng.randint(0, 3) if rng.random() < editor.chance else levels)


class _Editor:
    """Walks through a document and edits here and there."""

    def __init__(self, maker: Maker, chance: float, moves: bool) -> None:
        self.maker, self.rng, self.chance, self.moves = maker, maker.rng, chance, moves

    def now(self) -> bool:
        return self.rng.random() < self.chance

    def node(self, node: Any, level: int = 0, depth: int = 0, notes: bool = True, links: bool = True) -> Any:
        """A node with its children edited, and then perhaps itself."""

        def inlines(some: Inlines, *, notes: bool = notes, links: bool = links) -> Inlines:
            edited = tuple(self.node(each, notes=notes, links=links) for each in some)
            return self.listed(edited, lambda: self.maker.inline(notes, links))

        match node:
            case Text(text=text):
                return Text(self.reworded(text)) if self.now() else node
            case Value():
                return replace(node, text=self.rng.choice(AMOUNTS)) if self.now() else node
            case Emphasis() | Strong() | Marked():
                return replace(node, children=inlines(node.children))
            case Link():
                return replace(
                    node, children=(*inlines(node.children, notes=False, links=False), Text("her"))
                )
            case Footnote():
                return replace(node, content=inlines(node.content, notes=False))
            case Paragraph():
                return replace(node, content=inlines(node.content))
            case BulletList() | OrderedList():
                items = tuple(self.node(each, depth=depth) for each in node.items)
                items = self.listed(items, lambda: self.maker.item(depth)) or node.items
                if isinstance(node, OrderedList) and self.now():
                    return replace(node, items=items, start=self.rng.randint(1, 3))
                return replace(node, items=items)
            case ListItem():
                return replace(node, blocks=self.blocks(node.blocks, depth + 1))
            case Note():
                return replace(node, blocks=self.blocks(node.blocks, 4))
            case Table():
                return self.table(replace(node, caption=inlines(node.caption), source=inlines(node.source)))
            case Figure():
                if self.now():
                    node = replace(node, data=samples.logo(), alt="Et andet kort")
                return replace(node, caption=inlines(node.caption), source=inlines(node.source))
            case Section():
                inner = tuple(self.node(each, level=node.level) for each in node.sections)
                return replace(
                    node,
                    title=(*inlines(node.title[:-1], notes=False), self.node(node.title[-1]), Text("!")),
                    blocks=self.blocks(node.blocks),
                    sections=self.listed(inner, lambda: self.maker.section(node.level + 1)),
                )
            case HeadLine():
                return replace(node, content=(*inlines(node.content[:-1], notes=False), node.content[-1]))
            case Document():
                return replace(
                    node,
                    title=(*inlines(node.title[:-1], notes=False), node.title[-1]),
                    head=self.listed(tuple(map(self.node, node.head)), self.maker.head),
                    blocks=self.blocks(node.blocks),
                    sections=self.listed(tuple(map(self.node, node.sections)), lambda: self.maker.section(1)),
                )
            case _:
                return node

    def blocks(self, some: tuple[Any, ...], depth: int = 0) -> tuple[Any, ...]:
        edited = tuple(self.node(each, depth=depth) for each in some)
        return self.listed(edited, lambda: self.maker.block(depth))

    def table(self, table: Table) -> Table:
        def row(each: Row) -> Row:
            return replace(each, cells=tuple(Cell(self.blank(cell.content)) for cell in each.cells))

        width = len(table.columns)
        rows = tuple(map(row, table.body.rows))
        body = self.listed(rows, lambda: self.maker.row(self.maker.id("r"), width))
        table = replace(table, body=TableBody(body), notes=self.listed(table.notes, self.maker.note))
        if self.moves and self.now() and width > 1:  # without its last column

            def cut(some: tuple[Row, ...]) -> tuple[Row, ...]:
                return tuple(replace(each, cells=each.cells[:-1]) for each in some)

            return replace(
                table,
                columns=_columns(tuple(column.key for column in table.columns[:-1])),
                head=TableHead(cut(table.head.rows)),
                body=TableBody(cut(table.body.rows)),
                foot=TableFoot(cut(table.foot.rows)),
            )
        return table

    def blank(self, content: Inlines) -> Inlines:
        return self.listed(tuple(map(self.node, content)), self.maker.inline)

    def listed(self, some: tuple[Any, ...], new: Any) -> tuple[Any, ...]:
        """Perhaps one more, one less, or one at another place."""
        made = list(some)
        if self.now():
            made.insert(self.rng.randint(0, len(made)), new())
        if made and self.now():
            del made[self.rng.randrange(len(made))]
        if len(made) > 1 and self.moves and self.now():
            moved = made.pop(self.rng.randrange(len(made)))
            made.insert(self.rng.randint(0, len(made)), moved)
        return tuple(made)

    def reworded(self, text: str) -> str:
        words = text.split(" ")
        words[self.rng.randrange(len(words))] = self.rng.choice(WORDS)
        return " ".join(words)


# --- numbers ---------------------------------------------------------------------------------------------


def whole(document: Document, levels: int) -> Document:
    """The document with numbers, ids by place, references that lead somewhere, and a contents list."""
    counts = {"Tabel": 0, "Figur": 0, "note": 0, "": 0}

    def count(series: str) -> int:
        counts[series] += 1
        return counts[series]

    def numbered(node: Any) -> Any:
        match node:
            case Footnote():
                return replace(node, number=count("note"))
            case Table() | Figure():
                return replace(node, number=count(node.label))
            case Paragraph() | BulletList() | OrderedList() | ListItem() | Note():
                return replace(node, id=f"b{count('')}")
            case _:
                return node

    made = samples.edited(replace(document, contents=None), numbered)
    found = [block for block in blocks(made) if isinstance(block, Table | Figure)]
    headings = [section.id for section in sections(made.sections)]
    turn = 0

    def referred(node: Any) -> Any:
        nonlocal turn
        match node:
            case CrossReference(target=target) if found:
                turn += 1
                block = next((b for b in found if b.id == target), found[turn % len(found)])
                text = f"{block.label.lower()} {block.number}"
                return replace(node, target=block.id, label=block.label, number=block.number, text=text)
            case CrossReference():
                return Text("ingen tabel")
            case Link(url=url) if url.startswith("#") and url[1:] not in headings:
                return replace(node, url=f"#{headings[-1]}" if headings else "https://www.regionh.dk")
            case _:
                return node

    made = samples.edited(made, referred)
    return samples.contents_of(made, levels) if levels and headings else made


def prose(document: Document) -> Document:
    """The document as LibreOffice 7.4 can settle its changes: with a full stop at the end of every paragraph,
    heading, caption and source, without footnotes and empty items, and with a last paragraph that stays.

    It joins two paragraphs where the first stays and ends with an insertion, an inserted one follows, and
    both are rejected. Of tracked items it leaves an empty one where there is a footnote in them, or where
    they end the document. It begins a list with 1 whose first item, which bore the first number, is gone.
    """
    stop = (Text("."),)

    def ended(node: Any) -> Any:
        match node:
            case Footnote(content=content):
                return Emphasis(content)
            case Paragraph():
                return replace(node, content=node.content + stop)
            case ListItem(blocks=(Paragraph(), *_)):
                return node
            case ListItem():
                return replace(node, blocks=(Paragraph("", (Text("Punkt."),)), *node.blocks))
            case OrderedList():
                return replace(node, start=1)
            case Section():
                return replace(node, title=node.title + stop)
            case Table() | Figure():
                source = node.source + stop if node.source else ()
                return replace(node, caption=node.caption + stop, source=source)
            case _:
                return node

    made = samples.edited(replace(document, contents=None), ended)
    last = Section("slut", 1, (Text("Slut"),), (Paragraph("slut-1", (Text("Slut."),)),))
    made = replace(made, sections=(*made.sections, last))
    return samples.contents_of(made, document.contents.levels) if document.contents else made
