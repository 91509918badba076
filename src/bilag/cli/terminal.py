"""The terminal: the argument parser's own words in the user's language, and a line of progress."""

from __future__ import annotations

import argparse
import contextlib
import sys
import time
from collections.abc import Iterator
from typing import Any

from bilag.diagnostics.messages import Language, translate

_STAGES = ("load", "validate", "resolve", "compose", "check", "docx", "pdf", "facts.json")


@contextlib.contextmanager
def argument_words(language: Language) -> Iterator[None]:
    """Let argparse speak the user's language: its texts go through the name `_` of its module."""
    module: Any = argparse
    before = module._, module.ngettext
    module._ = lambda text: translate(text, language)
    module.ngettext = lambda one, many, count: translate(one if count == 1 else many, language)
    try:
        yield
    finally:
        module._, module.ngettext = before


def argument_parser(**options: Any) -> argparse.ArgumentParser:  # noqa: ANN401 - argparse's own
    """A parser that takes no abbreviations: a script must not change its meaning with the next version."""
    return _Parser(**options)


def _unprinted(prog: str) -> argparse.HelpFormatter:
    return argparse.HelpFormatter(prog, width=80)


class _Parser(argparse.ArgumentParser):
    """Its texts are as wide as the terminal. How wide that is takes a library to know: so it is asked where
    one is printed, not for each argument that is added."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401
        given: dict[str, Any] = {"allow_abbrev": False, "formatter_class": _unprinted} | options
        super().__init__(**given)

    def format_help(self) -> str:
        self.formatter_class = argparse.HelpFormatter
        return super().format_help()

    def format_usage(self) -> str:
        self.formatter_class = argparse.HelpFormatter
        return super().format_usage()


class ProgressLine:
    """One line on stderr that says what is being done; nothing in a pipe, in CI or when quiet."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.language: Language = options.lang
        self.shown = sys.stderr.isatty() and not options.quiet and options.format == "text"
        self.width = 0
        self.begun: tuple[int, float] | None = None

    def stage(self, annex: str, stage: str) -> None:
        if not self.shown:
            return
        place = _STAGES.index(stage) + 1 if stage in _STAGES else len(_STAGES)
        bar = "#" * place + "." * (len(_STAGES) - place)
        self._show(f"[{bar}] {annex}: {translate('stage ' + stage, self.language)}")

    def rows(self, done: int, total: int) -> None:
        """So many rows of a batch are done; how long the others take is judged by these."""
        if not self.shown or not total:
            return
        self.begun = self.begun or (done, time.monotonic())
        first, since = self.begun
        bar = "#" * (24 * done // total)
        said = translate("{done} of {total} rows", self.language).format(done=done, total=total)
        if done > first:
            left = (time.monotonic() - since) / (done - first) * (total - done)
            minutes, seconds = divmod(round(left), 60)
            said += translate(", {minutes}:{seconds:02} left", self.language).format(
                minutes=minutes, seconds=seconds
            )
        self._show(f"[{bar:.<24}] {said}")

    def done(self) -> None:
        if self.shown and self.width:
            self._show("")
            print("\r", end="", file=sys.stderr, flush=True)

    def _show(self, text: str) -> None:
        print(f"\r{text:<{self.width}}", end="", file=sys.stderr, flush=True)
        self.width = len(text)
