"""The flow of a redline: two versions of a document set as one, in the nodes of `flow`.

A node of its own says what changed within it; where all of a block has one state, its nodes are in a
`Tracked` group. Each is a node of `flow` besides, as the new version has it, or as the old one had it
where it is deleted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Literal, assert_never

from msgspec.structs import asdict, replace

from bilag.document.flow import (
    FlowNode,
    Group,
    Setting,
    StyledPicture,
    StyledText,
    TableRows,
    entry_line,
    figure_picture,
    head_style,
    is_list,
    list_style,
    logo,
    table_rows,
)
from bilag.document.model import Contents, Figure, Paragraph, Table, TableBody, TableFoot, TableHead
from bilag.document.revisions import (
    BlockRevision,
    ContentsRevision,
    FigureRevision,
    HeadingRevision,
    ItemRevision,
    LineRevision,
    ListRevision,
    NoteRevision,
    ParagraphRevision,
    RevisedWords,
    Revisions,
    RevisionState,
    RowRevision,
    TableRevision,
    Whole,
)
from bilag.document.theme import LIST_LEVELS


class RevisedText(StyledText, frozen=True, kw_only=True):
    """A paragraph of `state`, whose words are those of both versions. `old_id` and `old_mark` are what the
    old version had for `id` and `mark`; None where there is no such version."""

    words: RevisedWords = ()
    state: RevisionState = "kept"
    old_id: str = ""
    old_mark: str | None = None


class RevisedPicture(StyledPicture, frozen=True, kw_only=True):
    """A picture in the place of another."""

    old: Figure


class RevisedRows(TableRows, frozen=True, kw_only=True):
    """The rows of both versions, in the order in which they are printed."""

    revisions: tuple[RowRevision, ...]


class RevisedGroup(Group, frozen=True, kw_only=True):
    """A table or figure that both versions have."""

    old: Table | Figure


class Tracked(Group, frozen=True, kw_only=True):
    """What is kept, inserted or deleted as a whole."""

    state: RevisionState


def redline_flow(revisions: Revisions, labels: Mapping[str, str]) -> tuple[FlowNode, ...]:
    """All that is printed in the body of a redline; `labels` as in `flow`."""
    return tuple(_Setting(labels["source"]).redline(revisions))


class _Setting(Setting):
    def redline(self, revisions: Revisions) -> Iterator[FlowNode]:
        yield from self.letterhead(revisions)
        yield RevisedText("title", "Title", revisions.new.title, words=revisions.title)
        if revisions.contents:
            node = revisions.new.contents or revisions.old.contents
            yield self.revised_contents(revisions.contents, node)
        yield from self.revised(revisions.body)

    def letterhead(self, revisions: Revisions) -> Iterator[FlowNode]:
        old, new = revisions.old.logo, revisions.new.logo
        if old == new:
            yield from (logo(new),) if new else ()
        else:
            yield Tracked(None, (logo(old),) if old else (), state="deleted")
            yield Tracked(None, (logo(new),) if new else (), state="inserted")
        printed: dict[RevisionState, int] = {
            "deleted": 0,
            "inserted": 0,
        }  # lines of the old and the new version
        for revision in revisions.head:
            state = revision.line.state
            first = not printed["deleted" if state == "deleted" else "inserted"]
            style = head_style(revision.head, first=first)
            text = StyledText("head", style, revision.head.content)
            yield revised(text, revision.line)
            for each in printed if state == "kept" else (state,):
                printed[each] += 1

    def revised_contents(self, contents: ContentsRevision, node: Contents | None) -> Group:
        title = revised(StyledText("contents", "ContentsTitle", (), keep_next=True), contents.title)
        entries, last = [], len(contents.entries) - 1
        for n, entry in enumerate(contents.entries):
            if shown := entry.new or entry.old:
                old_mark = entry.old.number if entry.old and entry.new else None
                entries.append(revised(entry_line(shown, last=n == last), entry.line, old_mark=old_mark))
        return Group(node, (title, *entries))

    # --- blocks ---

    def revised(
        self,
        some: tuple[HeadingRevision | BlockRevision, ...],
        role: Literal["paragraph", "remark"] = "paragraph",
        depth: int = 0,
    ) -> Iterator[FlowNode]:
        for each, following in zip_longest(some, some[1:]):
            yield self.revised_block(each, role, depth, leads=_is_list(following))

    def revised_block(
        self,
        revision: HeadingRevision | BlockRevision,
        role: Literal["paragraph", "remark"],
        depth: int,
        *,
        leads: bool,
    ) -> FlowNode:
        match revision:
            case Whole(state, block):
                return Tracked(None, (self.block(block, role, depth, leads=leads),), state=state)
            case ParagraphRevision(new=new, words=words):
                return revised(self.paragraph(new, role, depth, leads=leads), LineRevision("kept", words))
            case ListRevision(new=new):
                level = min(depth + 1, LIST_LEVELS)
                style = list_style(new, level)
                items = [self.revised_item(item, style, level) for item in revision.items]
                return Group(new, tuple(items), level)
            case NoteRevision(new=note, blocks=blocks):
                return Group(note, tuple(self.revised(blocks, "remark")))
            case TableRevision():
                return self.revised_table(revision)
            case FigureRevision():
                return self.revised_figure(revision)
            case HeadingRevision(section, old_id, line):
                return revised(self.heading(section), line, old_id=old_id)
            case _:
                assert_never(revision)

    def revised_item(self, revision: ItemRevision, style: str, level: int) -> Group:
        """Marks are left to Word, which counts the items that it shows."""
        item = revision.item
        if revision.state != "kept":
            return Tracked(None, (self.item(item, style, level, ""),), state=revision.state)
        following = revision.blocks[0] if revision.blocks else None
        worded = isinstance(item.blocks[0], Paragraph) if item.blocks else False
        keep = _is_list(following) if worded else following is not None
        text = StyledText("item", style, (), level, keep_next=keep, before=self.before())
        head = revised(text, LineRevision("kept", revision.words))
        return Group(item, (head, *self.revised(revision.blocks, depth=level)))

    def revised_table(self, revision: TableRevision) -> Group:
        old, new = revision.old, revision.new
        caption = self.revised_caption(revision)
        parts = revision.head, revision.body, revision.foot
        head, body, foot = (tuple(row.row for row in part) for part in parts)
        both = replace(new, head=TableHead(head), body=TableBody(body), foot=TableFoot(foot))
        rows = table_rows(both, noted=bool(new.notes or new.source))
        printed = RevisedRows(**asdict(rows), revisions=sum(parts, ()))
        notes = [revised(StyledText("note", "TableNote", ()), note) for note in revision.notes]
        self.below_table = True
        return RevisedGroup(new, (caption, printed, *notes, *self.revised_source(revision)), old=old)

    def revised_figure(self, revision: FigureRevision) -> Group:
        old, new = revision.old, revision.new
        caption = self.revised_caption(revision)
        picture: StyledPicture = figure_picture(new)
        if (old.data, old.alt, old.width, old.height) != (new.data, new.alt, new.width, new.height):
            picture = RevisedPicture(**asdict(picture), old=old)
        self.below_table = bool(new.source)
        return RevisedGroup(new, (caption, picture, *self.revised_source(revision)), old=old)

    def revised_caption(self, revision: TableRevision | FigureRevision) -> RevisedText:
        caption = LineRevision("kept", revision.caption)
        return revised(self.caption(revision.new), caption, old_id=revision.old.id)

    def revised_source(self, revision: TableRevision | FigureRevision) -> Iterator[RevisedText]:
        for line in revision.source:
            yield revised(StyledText("source", "TableSource", (), prefix=self.source), line)


def revised(
    text: StyledText, line: LineRevision, *, old_id: str = "", old_mark: str | None = None
) -> RevisedText:
    return RevisedText(**asdict(text), words=line.words, state=line.state, old_id=old_id, old_mark=old_mark)


def _is_list(revision: HeadingRevision | BlockRevision | None) -> bool:
    block = revision.block if isinstance(revision, Whole) else None
    return isinstance(revision, ListRevision) or is_list(block)
