"""What the body of a redline prints inside its paragraphs: both versions, with the changes tracked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from contextlib import AbstractContextManager

from bilag.document.flow import FlowNode, Group, StyledPicture, StyledText, TableRows
from bilag.document.model import Cell, Contents, Figure, Footnote, Row, Table
from bilag.document.redlineflow import (
    RevisedGroup,
    RevisedPicture,
    RevisedRows,
    RevisedText,
    Tracked,
)
from bilag.document.revisions import FootnoteRevision, RevisedWords, RevisionState, RowRevision, TextRevision
from bilag.document.theme import Template
from bilag.document.walks import words as plain_words
from bilag.write.docx.hand import TAB, Drawings, PrintParagraph, counter
from bilag.write.docx.table import TableXml, has_figure
from bilag.write.docx.tracked import Marks
from bilag.write.docx.wml import NO_LOOK, Look, Runs, anchored_link, bookmark, footnote_mark, text_run


class TrackedHand:
    """`every` are the ids of the blocks of both versions, `own` those of the new one: a bookmark has one
    place, that of the new version, or of the old one where the new has none. The rest is as in `CleanHand`.
    """

    def __init__(
        self,
        template: Template,
        link: Callable[[str], str],
        picture: Callable[[bytes], str],
        every: Set[str],
        own: Set[str],
        marks: Marks,
        ids: Iterator[int],
    ) -> None:
        self.characters = template.theme.characters
        self.footnotes: list[Footnote] = []
        self.noted: list[FootnoteRevision | RevisionState] = []
        """Of each footnote its state, or its revision where its mark was kept and its words were not."""
        self.runs = Runs(self.characters, link, self.footnote, every, marks, everywhere=True)
        self.silent = Runs(self.characters, link, self.footnote, every)
        self.tables = TableXml(template.theme, self.runs)
        self.drawings = Drawings(picture)
        self.own, self.marks, self.ids = own, marks, ids
        self.ended = False  # whether the end of the last paragraph is tracked

    def within(self, node: FlowNode) -> AbstractContextManager[None]:
        state = node.state if isinstance(node, RevisedText | Tracked) else self.marks.state
        return self.marks.within(state)

    # --- words ---

    def words(self, text: StyledText) -> str:
        if isinstance(text, RevisedText):
            return self.revised(text.words)
        return self.runs.inlines(text.content)

    def revised(self, words: RevisedWords, look: Look = NO_LOOK, runs: Runs | None = None) -> str:
        parts = []
        for each in words:
            if isinstance(each, TextRevision):
                parts.append(self.marks.span(runs or self.runs, each, look))
            else:
                parts.append(self.revised_footnote(each))
        return "".join(parts)

    def footnote(self, footnote: Footnote) -> str:
        made = self.mark(footnote, self.marks.state)
        return self.marks.noted(footnote.content, made) if self.marks.state == "inserted" else made

    def revised_footnote(self, revision: FootnoteRevision) -> str:
        made = self.mark(revision.new, revision)
        for each in revision.words:
            if isinstance(each, TextRevision) and each.state == "inserted":
                made = self.marks.noted(each.content, made)
        return made

    def mark(self, footnote: Footnote, state: FootnoteRevision | RevisionState) -> str:
        self.footnotes.append(footnote)
        self.noted.append(state)
        return footnote_mark(self.characters, len(self.footnotes))

    # --- bookmarks ---

    def heading(self, text: StyledText) -> str:
        old_id = text.old_id if isinstance(text, RevisedText) else ""
        return self.bookmarks(text.id, old_id, self.words(text))

    def bookmark(self, id: str, content: str) -> str:
        elsewhere = self.marks.state == "deleted" and id in self.own
        return content if elsewhere else bookmark(next(self.ids), id, content)

    def bookmarks(self, id: str, old: str, content: str) -> str:
        """Around what both versions have: both names, if the old one is not that of something else now."""
        made = self.bookmark(id, content)
        return self.bookmark(old, made) if old and old != id and old not in self.own else made

    def caption(self, group: Group, block: Table | Figure) -> tuple[str, str]:
        """A number that changed is a field that goes and one that comes, within one bookmark."""
        number = counter(block, self.runs)
        if not isinstance(group, RevisedGroup):
            return self.bookmark(block.id, number), self.runs.inlines(block.caption)
        if group.old.number != block.number:
            number = self.replaced(counter(group.old, self.runs), number)
        caption = group.children[0]
        assert isinstance(caption, RevisedText)
        return self.bookmarks(block.id, group.old.id, number), self.revised(caption.words)

    def contents(self, group: Group, contents: Contents, paragraph: PrintParagraph) -> str:
        """Links and no field: a field whose first or last paragraph is tracked falls apart when the change is
        accepted or rejected."""
        parts = []
        for text in group.children:
            assert isinstance(text, RevisedText)
            with self.within(text):
                if not text.target:
                    parts.append(paragraph(text, self.revised(text.words)))
                    continue
                number = _number(text.mark)
                if text.old_mark is not None and text.old_mark != text.mark:
                    number = self.replaced(_number(text.old_mark), number)
                link = anchored_link(text.target, number + self.revised(text.words, runs=self.silent))
                parts.append(paragraph(text, link))
        return "".join(parts)

    # --- pictures, tables, paragraphs ---

    def drawing(self, picture: StyledPicture) -> str:
        if isinstance(picture, RevisedPicture):
            was = self.drawings.drawing(picture.old)
            return self.replaced(was, self.drawings.drawing(picture.picture))
        return self.drawings.drawing(picture.picture)

    def replaced(self, old: str, new: str) -> str:
        """The one is deleted and the other inserted."""
        return self.marks.runs(old, "deleted") + self.marks.runs(new, "inserted")

    def table(self, rows: TableRows) -> str:
        revisions = iter(rows.revisions if isinstance(rows, RevisedRows) else ())

        return self.tables.table(rows, lambda *printed: self.row(next(revisions, None), *printed))

    def row(
        self,
        revision: RowRevision | None,
        row: Row,
        openings: list[tuple[str, str]],
        properties: str,
        runs: Runs,
        look: Look = NO_LOOK,
    ) -> str:
        """A row of both versions or, without a revision, of a table of one state."""
        marks = self.marks
        with marks.within(revision.state if revision else marks.state):
            if marks.state != "kept":
                openings = [(marks.paragraph(a), marks.paragraph(b)) for a, b in openings]
            cells = iter(revision.cells) if revision and revision.state == "kept" else None

            def content(cell: Cell, runs: Runs, look: Look) -> tuple[str, bool]:
                if cells is not None:
                    return self.revised(next(cells), look), has_figure(plain_words(cell.content))
                made, is_figure = self.tables.content(cell, runs, look)
                return marks.runs(made, marks.state), is_figure

            return self.tables.row(row, openings, properties + marks.mark(), runs, look, content)

    def paragraph(self, node: StyledText | StyledPicture, opening: str, content: str) -> str:
        self.ended = self.marks.state != "kept"
        tracked = self.marks.runs(content, self.marks.state)
        return self.marks.paragraph(f"{opening}{tracked}</w:p>")

    def end(self) -> str:
        """What joins a paragraph when its end goes needs one to join."""
        return "<w:p/>" if self.ended else ""


def _number(mark: str) -> str:
    return text_run(mark) + TAB if mark else ""
