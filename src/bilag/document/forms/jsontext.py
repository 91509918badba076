"""JSON as it is kept in files: UTF-8, one value a line, so that two versions can be held side by side."""

from __future__ import annotations

from msgspec import json


def json_text(content: object, *, ordered: bool = False) -> bytes:
    """What JSON can hold, and Structs, as bytes with a line feed at their end; the same every time.

    Names are sorted, unless `ordered` says that they stand in an order of their own. ValueError for text that
    UTF-8 cannot hold.
    """
    return json.format(json.encode(content, order=None if ordered else "sorted"), indent=1) + b"\n"
