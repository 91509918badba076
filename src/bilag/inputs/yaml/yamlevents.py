"""A YAML document as our tree, from the events of PyYAML's parser."""

from __future__ import annotations

from typing import Protocol

import yaml

from bilag.diagnostics.findings import Report, Span
from bilag.inputs.yaml.nodes import Mapping, Node, Scalar, Sequence

_MAX_DEPTH = 50
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def build_tree(text: str, path: str, line: int, report: Report) -> Node | None:
    """As `yamltext.parse`, which says what is refused. Built from the parser's events, so that the depth is
    known before the C stack is used up."""
    loader = _Loader(text)
    try:
        return _Builder(loader, path, line, report).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        span = Span(path, mark.line + line, mark.column + 1) if mark else Span(path)
        report.add("YAML-SYNTAX", span, problem=error.problem or error.context or "")
    except yaml.reader.ReaderError as error:
        before = text[: error.position] if isinstance(error.position, int) else ""
        span = Span(path, before.count("\n") + line, len(before) - before.rfind("\n"))
        report.add("YAML-SYNTAX", span, problem=error.reason)
    except _TooDeepError as error:
        report.add("YAML-DEPTH", error.span, limit=_MAX_DEPTH)
    finally:
        loader.dispose()
    return None


class _Events(Protocol):
    """What we use of PyYAML's loaders: the parser's events, one by one."""

    def check_event(self, kind: type[yaml.Event], /) -> bool: ...
    def get_event(self) -> yaml.Event: ...


class _TooDeepError(Exception):
    def __init__(self, span: Span) -> None:
        super().__init__()
        self.span = span


class _Builder:
    """Builds our nodes from the events of one loader; a broken node is reported and left out."""

    def __init__(self, loader: _Events, path: str, line: int, report: Report) -> None:
        self.loader, self.path, self.line, self.report = loader, path, line, report

    def document(self) -> Node | None:
        if not self.next(yaml.DocumentStartEvent):
            return None
        root = self.build(self.loader.get_event(), 0)
        self.next(yaml.DocumentEndEvent)
        if again := self.next(yaml.DocumentStartEvent):
            self.report.add("YAML-DOCUMENTS", self.span(again))
        return root

    def next(self, kind: type[yaml.Event]) -> yaml.Event | None:
        """The next event where it is of that kind, past the start of the stream."""
        if self.loader.check_event(yaml.StreamStartEvent):
            self.loader.get_event()
        return self.loader.get_event() if self.loader.check_event(kind) else None

    def span(self, event: yaml.Event) -> Span:
        mark = event.start_mark
        return Span(self.path, mark.line + self.line, mark.column + 1) if mark else Span(self.path)

    def build(self, event: yaml.Event, depth: int) -> Node | None:
        span = self.span(event)
        if depth > _MAX_DEPTH:
            raise _TooDeepError(span)
        if isinstance(event, yaml.AliasEvent):
            self.report.add("YAML-ALIAS", span, name=event.anchor)
            return None
        node: Node
        match event:
            case yaml.ScalarEvent():
                node = Scalar(event.value, event.style is None or event.style == "", span)
            case yaml.SequenceStartEvent():
                node = self.sequence(span, depth, bool(event.flow_style))
            case yaml.MappingStartEvent():
                node = self.mapping(span, depth)
            case _:
                raise AssertionError(event)  # the parser gives these three, and aliases, where a node begins
        if event.tag is not None:
            self.report.add("YAML-TAG", span, tag=event.tag)
            return None
        return node

    def sequence(self, span: Span, depth: int, flow: bool) -> Sequence:
        items: list[Node] = []
        while not isinstance(event := self.loader.get_event(), yaml.SequenceEndEvent):
            item = self.build(event, depth + 1)
            if item is not None:
                items.append(item)
        return Sequence(tuple(items), span, flow)

    def mapping(self, span: Span, depth: int) -> Mapping:
        items: dict[str, Node] = {}
        keys: dict[str, Span] = {}
        while not isinstance(event := self.loader.get_event(), yaml.MappingEndEvent):
            key = self.build(event, depth + 1)
            value = self.build(self.loader.get_event(), depth + 1)
            if not isinstance(key, Scalar) or (key.plain and key.text == "<<"):
                if key is not None:
                    self.report.add("YAML-KEY", key.span)
            elif key.text in keys:
                self.report.add("YAML-DUPLICATE", key.span, key=key.text, first=str(keys[key.text]))
            else:
                keys[key.text] = key.span
                if value is not None:
                    items[key.text] = value
        return Mapping(items, span, keys)
