"""Regular expressions that people declare, kept to those that cannot run for ever.

Python's matcher backtracks: a repeat inside a repeat ("(a+)+") takes time that doubles with each character.
Such patterns are refused, and so are alternatives inside an unbounded repeat, which can do the same.
"""

from __future__ import annotations

import re

_MOST_REPEATS = 4
_UNBOUNDED = re.compile(r"[*+]|\{[0-9]*,\}")
_TOKEN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{[0-9]*,?[0-9]*\}|.", re.DOTALL)


def pattern_fault(pattern: str) -> str:
    """Why a pattern cannot be used, in a few words for a message; empty where it can."""
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        return str(error)
    if "(?" in pattern.replace("(?:", ""):
        return "(?"
    risky = [False]  # for each open group: does it hold a repeat or an alternative?
    closed = False
    repeats = 0
    for piece in _TOKEN.findall(pattern):
        if piece == "(":
            risky.append(False)
        elif piece == ")":
            inner = risky.pop() if len(risky) > 1 else False
            closed = inner
            risky[-1] = risky[-1] or inner
            continue
        elif piece == "|":
            risky[-1] = True
        elif _UNBOUNDED.fullmatch(piece) or re.fullmatch(r"\{[0-9]*,?[0-9]*\}", piece):
            if closed:
                return "(...+)+"
            if _UNBOUNDED.fullmatch(piece):
                repeats += 1
                risky[-1] = True
        closed = False
    return "* * * * *" if repeats > _MOST_REPEATS else ""
