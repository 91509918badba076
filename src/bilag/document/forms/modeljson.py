"""The document model as JSON and back, without loss: how an issued version is kept for those that follow.

A node is an object whose "node" is the name of its class, with all of its fields; a span is the list of its
parts; bytes are in base64. Nothing but JSON is read, and only what the model knows: a later version of bilag
reads every older `SCHEMA` and refuses a newer one. Whoever adds a field to the model gives it a default, by
which an older file is read, and raises `SCHEMA`.
"""

from __future__ import annotations

import base64
import binascii
import json
import types
from collections.abc import Callable, Mapping
from functools import cache
from math import isfinite
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from msgspec import Struct, StructMeta
from msgspec.structs import fields

from bilag.diagnostics.findings import Span
from bilag.diagnostics.jsontext import json_file
from bilag.document import model

SCHEMA = 1
_KIND = "node"
_SPAN = Span.__struct_fields__
_Read = Callable[[Any], Any]


class NoDocumentError(ValueError):
    """The bytes are no document of ours, or one of a later version of bilag; says which."""


def document_to_json(document: model.Document) -> bytes:
    """A document as JSON (UTF-8, a line each value), the same bytes every time."""
    content = {"schema": SCHEMA, "document": _written(document)}
    return json_file(content, ordered=True)


def document_from_json(data: bytes) -> model.Document:
    """The document that `document_to_json` wrote. Raises NoDocumentError for anything else."""
    try:
        content = json.loads(data.decode("utf-8"), parse_constant=_refused)
        schema = content["schema"]
        if type(schema) is int and schema > SCHEMA:
            raise NoDocumentError(f"schema {schema} is newer than {SCHEMA}, the last that is known")
        if type(schema) is not int or schema < 1 or content.keys() != {"schema", "document"}:
            raise NoDocumentError("this is no document of bilag's")
        document: model.Document = _reader(model.Document)(content["document"])
    except NoDocumentError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NoDocumentError(f"this is no document of bilag's: {error}") from error
    return document


def _refused(name: str) -> float:
    raise ValueError(f"{name} is no number of JSON")


# --- writing ---------------------------------------------------------------------------------------------


def _written(value: object) -> object:
    match value:
        case tuple():
            return [_written(item) for item in value]
        case float() if not isfinite(value):
            raise ValueError(f"{value} is no number of JSON")
        case bytes():
            return base64.b64encode(value).decode("ascii")
        case Span():
            parts = [getattr(value, name) for name in _SPAN]
            while len(parts) > 1 and not parts[-1]:
                parts.pop()
            return parts
        case Struct():
            names = value.__struct_fields__
            return {_KIND: type(value).__name__} | {name: _written(getattr(value, name)) for name in names}
    return value


# --- reading ---------------------------------------------------------------------------------------------


@cache
def _reader(kind: Any) -> _Read:  # noqa: ANN401 - an annotation
    """What makes a value of a type of the model out of JSON, by the annotations of its classes."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _one_of(arguments)
    if origin is Literal:
        return lambda value: _checked(value, value in arguments)
    if origin is tuple:
        read = _later(arguments[0])
        return lambda value: tuple(read(item) for item in _checked(value, type(value) is list))
    if kind is bytes:
        return _bytes
    if kind is float:
        return lambda value: float(_checked(value, type(value) in (float, int)))
    if kind is Span:
        return _span
    if isinstance(kind, StructMeta):
        return _node(kind)
    return lambda value: _checked(value, type(value) is kind)


def _later(kind: Any) -> _Read:  # noqa: ANN401
    """The reader of a type that may lead back to the type that asks for it."""

    def read(value: Any) -> Any:  # noqa: ANN401
        return _reader(kind)(value)

    return read


def _checked(value: Any, fits: bool) -> Any:  # noqa: ANN401
    if not fits:
        raise ValueError(f"{value!r:.80} stands where something else belongs")
    return value


def _one_of(kinds: tuple[Any, ...]) -> _Read:
    """A node by its name, or nothing where that is allowed."""
    empty = type(None) in kinds
    others = [kind for kind in kinds if kind is not type(None)]
    if others == [Span]:
        return lambda value: None if value is None and empty else _span(value)
    named = {kind.__name__: kind for kind in others}

    def read(value: Any) -> Any:  # noqa: ANN401
        return None if value is None and empty else _reader(named[value[_KIND]])(value)

    return read


def _node(kind: Any) -> _Read:  # noqa: ANN401
    hints = get_type_hints(kind)
    readers = {name: _later(hints[name]) for name in kind.__struct_fields__}
    needed = {field.name for field in fields(kind) if field.required}

    def read(value: Mapping[str, Any]) -> Any:  # noqa: ANN401
        _checked(value, type(value) is dict and value.get(_KIND) == kind.__name__)
        own = value.keys() - {_KIND}
        _checked(sorted(own ^ readers.keys()), own <= readers.keys() and own >= needed)
        return kind(**{name: readers[name](value[name]) for name in own})

    return read


def _bytes(value: Any) -> bytes:  # noqa: ANN401
    try:
        return base64.b64decode(_checked(value, type(value) is str), validate=True)
    except binascii.Error as error:
        raise ValueError(str(error)) from error


def _span(value: Any) -> Span:  # noqa: ANN401
    """A place in the project: no path leads out of it, wherever the file comes from."""
    _checked(value, type(value) is list and 0 < len(value) <= len(_SPAN))
    given = dict(zip(_SPAN, value, strict=False))
    hints = get_type_hints(Span)
    for name, part in given.items():
        _checked(part, type(part) is hints[name])
    _checked(given["path"], not given["path"].startswith("/") and ".." not in given["path"].split("/"))
    return Span(**given)
