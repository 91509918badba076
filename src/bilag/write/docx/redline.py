"""The new version of a document as a Word file in which every change from the old one is tracked.

Accepting all gives the new text and rejecting all the old. The file is for the house alone: a mark stands in
its properties and above every page, where it outlives accepting and rejecting, and it carries no proof, no
ids of facts and no checksum. Nothing is said of formats, so the old version's go with the words alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from msgspec.structs import replace

from bilag.document.flow import FlowNode, StyledText
from bilag.document.model import Footnote, Value
from bilag.document.redlineflow import redline_flow
from bilag.document.revisions import FootnoteRevision, Revisions
from bilag.document.theme import Template
from bilag.write.docx.body import targets
from bilag.write.docx.comments import add_comments
from bilag.write.docx.hand import Hand
from bilag.write.docx.package import WordPart
from bilag.write.docx.tracked import Marks
from bilag.write.docx.tracked_hand import TrackedHand
from bilag.write.docx.wml import Look, Runs, attribute, text_run
from bilag.write.docx.writer import Writer


def write_redline(
    revisions: Revisions,
    template: Template,
    *,
    author: str,
    date: str,
    mark: str,
    remarks: Mapping[str, Sequence[str]],
) -> bytes:
    """A Word file, as bytes that depend on the arguments alone.

    `author` and `date` (ISO 8601 with time, "2026-05-12T00:00:00Z") are those of every change and comment.
    `mark` says what kind of copy this is. `remarks` are the lines of a comment by the id of a fact or a
    table's cell ("udgifter/kontor/udgift"): it stands wherever such a figure is inserted.
    """
    new = revisions.new
    meta = replace(new.meta, title=f"{mark}: {new.meta.title}")
    inner = replace(new, meta=meta, hash="", proof="none", attachments=(), figures="none", facts=())
    return _Redline(replace(revisions, new=inner), template, author, date, mark, remarks).write()


class _Redline(Writer):
    def __init__(
        self,
        revisions: Revisions,
        template: Template,
        author: str,
        date: str,
        mark: str,
        remarks: Mapping[str, Sequence[str]],
    ) -> None:
        super().__init__(revisions.new, template)
        self.revisions, self.mark, self.author, self.date = revisions, mark, author, date
        own, self.targets = self.targets, self.targets | targets(revisions.old)
        self.marks = Marks(author, date, remarks, self.ids)
        self.tracked = TrackedHand(
            template, self.main.link, self.package.picture, self.targets, own, self.marks, self.ids
        )

    def hand(self, around: Callable[[StyledText, str], str] | None = None) -> Hand:
        return self.tracked

    def flow(self) -> tuple[FlowNode, ...]:
        return redline_flow(self.revisions, self.template.labels)

    def runs(self, part: WordPart, bind: Callable[[Value, str], str] | None = None) -> Runs:
        """Comments are in the body alone."""
        return super().runs(part)

    def footnote(self, runs: Runs, n: int, note: Footnote) -> str:
        """Those of a footnote that came or went are tracked with its mark."""
        state = self.tracked.noted[n]
        if isinstance(state, FootnoteRevision):
            return self.marks.spans(runs, state.words)
        return self.marks.runs(runs.inlines(note.content), state)

    def fill_header_and_footer(self) -> None:
        frame, revisions = self.frame, self.revisions
        above = attribute(self.template.theme.styles["Header"].id)
        runs = self.runs(self.main)
        line = text_run(self.mark, runs.properties(Look(strong=True)))
        mark = f'<w:p><w:pPr><w:pStyle w:val="{above}"/></w:pPr>{line}</w:p>'
        self.fill(frame.header, lambda runs: self.marks.spans(runs, revisions.header), mark)
        if frame.first_header.part != frame.header.part:  # they may be one, which is filled
            self.fill(frame.first_header, lambda runs: "", mark)
        for footer in (frame.footer, frame.first_footer):
            self.fill(footer, lambda runs: self.marks.spans(runs, revisions.footer))

    def finish(self) -> None:
        add_comments(self, self.marks.said, self.author, self.date)
