"""The flow of a document as the body of document.xml: its paragraphs and tables one after another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import assert_never

from bilag.document.flow import FlowNode, Group, StyledPicture, StyledText, TableRows, spaces
from bilag.document.model import BulletList, Contents, Document, Figure, OrderedList, Table
from bilag.document.theme import Template
from bilag.document.walks import blocks, sections
from bilag.write.docx.hand import Hand
from bilag.write.docx.wml import Look, attribute, text_run


def targets(document: Document) -> set[str]:
    """The ids of the blocks that references and links may lead to: headings, tables and figures."""
    found = {block.id for block in blocks(document) if isinstance(block, Table | Figure)}
    return found | {section.id for section in sections(document.sections)}


class Body:
    """Prints a flow. `numbering` gives a new numbering instance that begins at a number on a level (0-2), or
    0 where the template has none."""

    def __init__(self, template: Template, hand: Hand, numbering: Callable[[int, int], int]) -> None:
        self.styles, self.hand, self.numbering = template.theme.styles, hand, numbering
        self.bold = hand.runs.properties(Look(strong=True))
        self.openings: dict[tuple[str, bool, str, str], str] = {}
        self.below_table = False  # whether what was printed last belongs to a table or to a figure's source

    def printed(self, nodes: Iterable[FlowNode]) -> Iterator[str]:
        """The content of the body, piece by piece: the whole is large."""
        for node in nodes:
            yield self.node(node)
        # Word asks for a paragraph after a table at the end of the body
        yield "<w:p/>" if self.below_table else self.hand.end()

    def node(self, node: FlowNode, numbering: int = 0) -> str:
        """`numbering` is the instance of the list around an item."""
        with self.hand.within(node):
            match node:
                case StyledText():
                    self.below_table = node.role in ("note", "source")
                    return self.text(node, numbering)
                case StyledPicture():
                    self.below_table = False
                    return self.paragraph(node, self.hand.drawing(node))
                case TableRows():
                    self.below_table = True
                    return self.hand.table(node)
                case Group():
                    return self.group(node, numbering)
                case _:
                    assert_never(node)

    def text(self, text: StyledText, numbering: int) -> str:
        if text.role == "heading":
            return self.paragraph(text, self.hand.heading(text))
        start = text_run(text.prefix) if text.prefix else ""
        return self.paragraph(text, start + self.hand.words(text), numbering if text.role == "item" else 0)

    def group(self, group: Group, numbering: int) -> str:
        children = group.children
        match group.node:
            case Contents():
                return self.hand.contents(group, group.node, self.paragraph)
            case BulletList():
                numbering = 0
            case OrderedList(start=start):
                numbering = self.numbering(group.level - 1, start)
            case Table() | Figure():
                return self.caption(group, group.node) + "".join(map(self.node, children[1:]))
            case _:
                pass
        return "".join([self.node(child, numbering) for child in children])

    def caption(self, group: Group, block: Table | Figure) -> str:
        """A bold label, the number, and the words."""
        caption = group.children[0]
        assert isinstance(caption, StyledText)
        number, words = self.hand.caption(group, block)
        label, end = text_run(f"{block.label} ", self.bold), text_run(". ", self.bold)
        return self.paragraph(caption, label + number + end + words)

    def paragraph(self, node: StyledText | StyledPicture, content: str, numbering: int = 0) -> str:
        """`numbering` is the instance of the list whose mark the paragraph bears."""
        if numbering:
            return self.hand.paragraph(node, self.opening(node, numbering), content)
        key = node.style, node.keep_next, node.before, node.after
        if key not in self.openings:
            self.openings[key] = self.opening(node, 0)
        return self.hand.paragraph(node, self.openings[key], content)

    def opening(self, node: StyledText | StyledPicture, numbering: int) -> str:
        """The tag of a paragraph with what its style does not say, in the order of CT_PPrBase (17.3.1.26)."""
        style = self.styles[node.style]
        properties = f'<w:pStyle w:val="{attribute(style.id)}"/>'
        if node.keep_next and not style.keep_next:
            properties += "<w:keepNext/>"
        if numbering and isinstance(node, StyledText):
            level = node.level - 1
            properties += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{numbering}"/></w:numPr>'
        before, after = spaces(node, self.styles)
        space = f' w:before="{round(before * 20)}"' if before != style.before else ""
        space += f' w:after="{round(after * 20)}"' if after != style.after else ""
        spacing = f"<w:spacing{space}/>" if space else ""
        return f"<w:p><w:pPr>{properties}{spacing}</w:pPr>"
