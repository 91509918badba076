"""Tracked changes around WordprocessingML that is already made (17.13.5): of runs, paragraphs and rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from bilag.document.model import Inlines, Value
from bilag.document.revisions import RevisedWords, RevisionState, TextRevision
from bilag.document.walks import leaves
from bilag.write.docx.comments import anchored
from bilag.write.docx.wml import NO_LOOK, Look, Runs, attribute

_TAGS = {"inserted": "w:ins", "deleted": "w:del"}
_RUNS = re.compile(r"(?:<w:r>.*?</w:r>)+", re.DOTALL)
_DELETED = {
    "<w:t>": "<w:delText>",
    "<w:t ": "<w:delText ",
    "</w:t>": "</w:delText>",
    "<w:instrText ": "<w:delInstrText ",
    "</w:instrText>": "</w:delInstrText>",
}
"""Deleted text and field codes have elements of their own (17.3.3.7, 17.16.13)."""


class Marks:
    """What a redline puts around what `Body` prints, by the state of what is being printed.

    Called with a printed fact and its run, as `Runs` does, it sets the comment of `remarks` at a fact that is
    inserted; `said` are the comments in the order of their numbers. `ids` gives the ids of all that is
    tracked, shared with those of bookmarks.
    """

    def __init__(
        self, author: str, date: str, remarks: Mapping[str, Sequence[str]], ids: Iterator[int]
    ) -> None:
        self.by = f'w:author="{attribute(author)}" w:date="{attribute(date)}"'
        self.remarks, self.ids = remarks, ids
        self.state: RevisionState = "kept"
        self.said: list[Sequence[str]] = []

    @contextmanager
    def within(self, state: RevisionState) -> Iterator[None]:
        before, self.state = self.state, state
        yield
        self.state = before

    def __call__(self, value: Value, run: str) -> str:
        return self.remarked(value, run) if self.state == "inserted" else run

    def remarked(self, value: Value, run: str) -> str:
        lines = self.remarks.get(value.fact)
        if not lines:
            return run
        self.said.append(lines)
        return anchored(len(self.said) - 1, run)

    def noted(self, content: Inlines, mark: str) -> str:
        """The mark of a footnote with what is to be said of the figures that are new in it: Word has no
        comments in footnotes."""
        for leaf in leaves(content):
            mark = self.remarked(leaf, mark) if isinstance(leaf, Value) else mark
        return mark

    # --- what is tracked ---

    def runs(self, xml: str, state: RevisionState) -> str:
        """All runs in `xml` as inserted (17.13.5.18) or deleted (17.13.5.14); what stands around them, links
        and bookmarks, stays where it is."""
        if state == "kept" or not xml:
            return xml
        if state == "deleted":
            for old, new in _DELETED.items():
                xml = xml.replace(old, new)
        tag = _TAGS[state]
        return _RUNS.sub(lambda m: f'<{tag} w:id="{next(self.ids)}" {self.by}>{m[0]}</{tag}>', xml)

    def mark(self) -> str:
        """For the properties of a row (17.13.5.16, 17.13.5.12) of the state at hand."""
        return f'<{_TAGS[self.state]} w:id="{next(self.ids)}" {self.by}/>' if self.state != "kept" else ""

    def paragraph(self, opening: str) -> str:
        """A paragraph, or its beginning, with its end as inserted or deleted (17.13.5.20, 17.13.5.15)."""
        if self.state == "kept":
            return opening
        return opening.replace("</w:pPr>", f"<w:rPr>{self.mark()}</w:rPr></w:pPr>", 1)

    def spans(self, runs: Runs, words: RevisedWords, look: Look = NO_LOOK) -> str:
        """Running text of a part without footnotes of its own."""
        return "".join([self.span(runs, span, look) for span in words if isinstance(span, TextRevision)])

    def span(self, runs: Runs, span: TextRevision, look: Look) -> str:
        """A span; in what has its state already it is marked with that."""
        if span.state == self.state:
            return runs.inlines(span.content, look)
        with self.within(span.state):
            return self.runs(runs.inlines(span.content, look), span.state)
