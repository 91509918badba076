"""JSON as bilag writes it: in files, on the terminal, and a line at a time.

The keys of each form are a contract with other programs; `tests/cases/json-keys.txt` lists them all.
"""

from __future__ import annotations

import json

from msgspec import json as files
from msgspec import to_builtins


def json_file(content: object, *, ordered: bool = False) -> bytes:
    """What JSON can hold, and Structs, in UTF-8 with a line feed at the end: one value a line, so that two
    versions can be compared line by line, and the same bytes every time.

    Keys are sorted, unless `ordered` says that they have an order of their own. ValueError for half a
    character (a lone surrogate), which UTF-8 cannot hold.
    """
    return files.format(files.encode(content, order=None if ordered else "sorted"), indent=1) + b"\n"


def json_shown(content: object) -> str:
    """The same as text for the terminal, one value a line, in the order of `content`.

    Half a character stays what it is: a path may hold one, and the terminal prints it as the escape that
    JSON knows, `\\udce6`.
    """
    return json.dumps(content, ensure_ascii=False, indent=2, default=to_builtins)


def json_line(content: object, *, ordered: bool = True) -> str:
    """The same on one line, for lists with an object a line; keys are sorted unless they are `ordered`."""
    return json.dumps(content, ensure_ascii=False, sort_keys=not ordered, default=to_builtins)
