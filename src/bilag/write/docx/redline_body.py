"""The body of a redline: what `Body` prints, with its changes tracked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import zip_longest
from typing import Literal, assert_never

from msgspec.structs import replace

from bilag.document.forms.normalform import DEEPEST
from bilag.document.model import (
    Block,
    BulletList,
    Cell,
    ContentsEntry,
    Figure,
    Footnote,
    Inline,
    OrderedList,
    Picture,
    Row,
    Table,
    TableBody,
    TableFoot,
    TableHead,
)
from bilag.document.revisions import (
    BlockRevision,
    ContentsRevision,
    FigureRevision,
    FootnoteRevision,
    HeadingRevision,
    ItemRevision,
    Line,
    ListRevision,
    NoteRevision,
    ParagraphRevision,
    Revisions,
    RowRevision,
    Span,
    State,
    TableRevision,
    Whole,
    Words,
)
from bilag.document.theme import Template
from bilag.document.walks import words as plain_words
from bilag.write.docx.body import Body, continued, targets
from bilag.write.docx.table import TableXml, has_figure
from bilag.write.docx.tracked import Marks
from bilag.write.docx.wml import PLAIN, Look, Runs, bookmark_name, text_run


class RedlineBody(Body):
    """`noted` tells of each footnote its state, and its words where its mark was kept and they were not.

    A bookmark has one place: that of the new version, or of the old one where the new has none.
    """

    revision: TableRevision | FigureRevision | None = None
    """What is being printed by the methods of `Body`, which know only its new version."""
    own: frozenset[str] = frozenset()
    """The ids of the new version."""
    ended = False
    """Whether the end of the last paragraph is tracked."""

    def __init__(
        self,
        template: Template,
        link: Callable[[str], str],
        picture: Callable[[bytes], str],
        numbering: Callable[[int, int], int],
        every: set[str],
        marks: Marks,
        ids: Iterator[int],
    ) -> None:
        super().__init__(template, link, picture, numbering, every, marks, ids)
        self.marks = marks
        self.noted: list[tuple[State, Words | None]] = []
        self.silent = self.runs.unbound()
        self.runs = _Runs(template.theme.characters, link, self.footnote, every, marks)
        self.tables = _Tables(template, self)

    def redline(self, revisions: Revisions) -> str:
        self.own = frozenset(targets(revisions.new))
        parts = [self.revised_letterhead(revisions)]
        parts.append(self.paragraph("Title", self.words(revisions.title)))
        if revisions.contents:
            parts.append(self.revised_contents(revisions.contents))
        parts.append(self.revised(revisions.body))
        if self.after_table or self.ended:  # what joins a paragraph when its end goes needs one to join
            parts.append("<w:p/>")
        return "".join(parts)

    # --- words ---

    def words(self, words: Words, look: Look = PLAIN, runs: Runs | None = None) -> str:
        parts = []
        for span in words:
            if isinstance(span, Span):
                parts.append(self.marks.span(runs or self.runs, span, look))
            else:
                parts.append(self.revised_footnote(span))
        return "".join(parts)

    def footnote(self, footnote: Footnote) -> int:
        self.noted.append((self.marks.state, None))
        return super().footnote(footnote)

    def revised_footnote(self, revision: FootnoteRevision) -> str:
        made = self.runs.footnote_mark(self.footnote(revision.new))
        self.noted[-1] = ("kept", revision.words)
        for span in revision.words:
            if isinstance(span, Span) and span.state == "inserted":
                made = self.marks.noted(span.content, made)
        return made

    # --- paragraphs ---

    def paragraph(self, style: str, content: str, *, properties: str = "") -> str:
        self.ended = self.marks.state != "kept"
        tracked = self.marks.runs(content, self.marks.state)
        return self.marks.paragraph(super().paragraph(style, tracked, properties=properties))

    def line(self, style: str, line: Line, start: str = "") -> str:
        with self.marks.within(line.state):
            return self.paragraph(style, start + self.words(line.words))

    def bookmark(self, id: str, content: str) -> str:
        elsewhere = self.marks.state == "deleted" and id in self.own
        return content if elsewhere else super().bookmark(id, content)

    def bookmarks(self, id: str, old: str, content: str) -> str:
        """Around what both versions have: both names, if the old one is not that of something else now."""
        made = self.bookmark(id, content)
        return self.bookmark(old, made) if old and old != id and old not in self.own else made

    def revised_letterhead(self, revisions: Revisions) -> str:
        parts, old, new = [], revisions.old, revisions.new
        if old.logo == new.logo:
            parts.append(self.letterhead((), new.logo))
        else:
            with self.marks.within("deleted"):
                parts.append(self.letterhead((), old.logo))
            with self.marks.within("inserted"):
                parts.append(self.letterhead((), new.logo))
        printed: dict[State, int] = {"deleted": 0, "inserted": 0}  # lines of the old and the new version
        for revision in revisions.head:
            state = revision.line.state
            first = not printed["deleted" if state == "deleted" else "inserted"]
            style = "LetterheadName" if first and not revision.head.label else "Letterhead"
            parts.append(self.line(style, revision.line))
            for each in printed if state == "kept" else (state,):
                printed[each] += 1
        return "".join(parts)

    def revised_contents(self, contents: ContentsRevision) -> str:
        """Links and no field: a field whose first or last paragraph is tracked falls apart when the change is
        accepted or rejected."""
        parts = [self.line("ContentsTitle", contents.title)]
        for n, entry in enumerate(contents.entries, 1):
            old, new = entry.old, entry.new
            shown = new or old
            if shown is None:
                continue
            with self.marks.within(entry.line.state):
                number = _number(shown)
                if old and new and old.number != new.number:
                    number = self.marks.runs(_number(old), "deleted") + self.marks.runs(number, "inserted")
                words = number + self.words(entry.line.words, runs=self.silent)
                anchor = bookmark_name(shown.target)
                link = f'<w:hyperlink w:anchor="{anchor}" w:history="1">{words}</w:hyperlink>'
                gap = f'<w:spacing w:after="{round(self.styles["Title"].after * 20)}"/>'
                last = gap if n == len(contents.entries) else ""
                parts.append(self.paragraph(f"Contents{shown.level}", link, properties=last))
        return "".join(parts)

    # --- blocks ---

    def revised(
        self, some: tuple[HeadingRevision | BlockRevision, ...], style: str = "Normal", depth: int = 0
    ) -> str:
        return "".join(
            [
                self.revised_block(each, style, depth, _is_list(after))
                for each, after in zip_longest(some, some[1:])
            ]
        )

    def revised_block(
        self, revision: HeadingRevision | BlockRevision, style: str, depth: int, leads: bool
    ) -> str:
        match revision:
            case Whole(state, block):
                with self.marks.within(state):
                    return self.block(block, style, depth, leads)
            case ParagraphRevision(words=words):
                keep = "<w:keepNext/>" if leads else ""
                return self.paragraph(style, self.words(words), properties=keep)
            case ListRevision():
                return self.revised_list(revision, depth)
            case NoteRevision(blocks=blocks):
                return self.revised(blocks, "Note")
            case TableRevision() | FigureRevision():
                self.revision = revision
                made = self.block(revision.new, style, depth, leads)
                self.revision = None
                return made
            case HeadingRevision(section, old_id, line):
                with self.marks.within(line.state):
                    title = self.bookmarks(section.id, old_id, self.words(line.words))
                    return self.paragraph(f"Heading{section.level}", title)
            case _:
                assert_never(revision)

    def revised_list(self, revision: ListRevision, depth: int) -> str:
        numbers = 0
        if isinstance(revision.new, OrderedList):
            numbers = self.numbering(min(depth, DEEPEST - 1), revision.new.start)
        return "".join([self.revised_item(item, depth, numbers, revision.new) for item in revision.items])

    def revised_item(
        self, revision: ItemRevision, depth: int, numbers: int, new: BulletList | OrderedList
    ) -> str:
        kind: Literal["Bullet", "Number"] = "Number" if isinstance(new, OrderedList) else "Bullet"
        if revision.state != "kept":
            with self.marks.within(revision.state):
                return self.item(revision.item, kind, depth, numbers)
        leads = bool(revision.blocks) and _is_list(revision.blocks[0])
        head = self.item_head(kind, depth, numbers, self.words(revision.words), leads)
        return head + self.revised(revision.blocks, continued(depth), depth + 1)

    # --- tables and figures ---

    def caption(self, block: Table | Figure) -> str:
        """A number that changed is a field that goes and one that comes, within one bookmark."""
        if self.revision is None:
            return super().caption(block)
        old, new = self.revision.old, self.revision.new
        number = self.counter(new)
        if old.number != new.number:
            number = self.marks.runs(self.counter(old), "deleted") + self.marks.runs(number, "inserted")
        return self.captioned(
            new.label, self.bookmarks(new.id, old.id, number), self.words(self.revision.caption)
        )

    def drawing(self, drawn: Figure | Picture) -> str:
        if not isinstance(self.revision, FigureRevision) or _same(self.revision.old, drawn):
            return super().drawing(drawn)
        was = self.marks.runs(super().drawing(self.revision.old), "deleted")
        return was + self.marks.runs(super().drawing(drawn), "inserted")

    def notes(self, table: Table) -> str:
        if not isinstance(self.revision, TableRevision):
            return super().notes(table)
        return "".join([self.line("TableNote", note) for note in self.revision.notes])

    def source(self, block: Table | Figure) -> str:
        if self.revision is None:
            return super().source(block)
        label = text_run(f"{self.labels['source']}: ")
        return "".join([self.line("TableSource", line, label) for line in self.revision.source])


class _Runs(Runs):
    """Comments, unlike controls, may stand in links."""

    def __init__(
        self,
        characters: Mapping[str, str],
        link: Callable[[str], str],
        footnote: Callable[[Footnote], int],
        every: set[str],
        marks: Marks,
    ) -> None:
        super().__init__(characters, link, footnote, every, marks)
        self.marks = marks

    def unbound(self) -> Runs:
        return self

    def inline(self, inline: Inline, look: Look) -> str:
        made = super().inline(inline, look)
        if isinstance(inline, Footnote) and self.marks.state == "inserted":
            return self.marks.noted(inline.content, made)
        return made


class _Tables(TableXml):
    """`rows` are the revisions of the rows of the table at hand, `cells` those of the row's cells."""

    def __init__(self, template: Template, body: RedlineBody) -> None:
        super().__init__(template.theme, body.runs)
        self.body, self.marks = body, body.marks
        self.rows: Iterator[RowRevision] = iter(())
        self.revised_cells: Iterator[Words] | None = None

    def table(self, table: Table) -> str:
        """With the rows of both versions, in the order in which they are printed."""
        revision = self.body.revision
        if isinstance(revision, TableRevision):
            head, body, foot = revision.head, revision.body, revision.foot
            self.rows = iter((*head, *body, *foot))
            table = replace(
                table, head=TableHead(_rows(head)), body=TableBody(_rows(body)), foot=TableFoot(_rows(foot))
            )
        return super().table(table)

    def row(
        self, row: Row, openings: list[tuple[str, str]], properties: str, runs: Runs, look: Look = PLAIN
    ) -> str:
        revision = next(self.rows, None)
        with self.marks.within(revision.state if revision else self.marks.state):
            if revision and revision.state == "kept":
                self.revised_cells = iter(revision.cells)
            if self.marks.state != "kept":
                openings = [(self.marks.paragraph(a), self.marks.paragraph(b)) for a, b in openings]
            made = super().row(row, openings, properties + self.marks.mark(), runs, look)
            self.revised_cells = None
            return made

    def content(self, cell: Cell, runs: Runs, look: Look) -> tuple[str, bool]:
        if self.revised_cells is not None:
            return self.body.words(next(self.revised_cells), look), has_figure(plain_words(cell.content))
        made, is_figure = super().content(cell, runs, look)
        return self.marks.runs(made, self.marks.state), is_figure


def _rows(revisions: tuple[RowRevision, ...]) -> tuple[Row, ...]:
    return tuple(revision.row for revision in revisions)


def _is_list(revision: HeadingRevision | BlockRevision | None) -> bool:
    block: Block | None = revision.block if isinstance(revision, Whole) else None
    return isinstance(revision, ListRevision) or isinstance(block, BulletList | OrderedList)


def _same(old: Figure, new: Figure | Picture) -> bool:
    return (old.data, old.alt, old.width, old.height) == (new.data, new.alt, new.width, new.height)


def _number(entry: ContentsEntry) -> str:
    return f"{text_run(entry.number)}<w:r><w:tab/></w:r>" if entry.number else ""
