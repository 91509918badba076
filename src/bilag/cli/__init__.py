"""The commands: what each is called, what it takes, and what it prints. Words go through the catalogue."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from io import TextIOWrapper

from bilag import __version__
from bilag.cli.shared import (
    FINDINGS,
    FINE,
    INTERNAL,
    LANGUAGES,
    MISUSE,
    Commands,
    Misuse,
    Refused,
    fault_line,
)
from bilag.cli.terminal import argument_parser, argument_words
from bilag.diagnostics.messages import Language, as_text, translate

GROUPS = (
    ("build", ("build", "check")),
    ("watch", ("watch",)),
    ("batch", ("batch",)),
    ("issue", ("issue",)),
    ("compare", ("diff", "redline")),
    ("look", ("facts", "trace", "formats")),
    ("verify", ("verify",)),
)
"""The modules of the commands, in the order in which `--help` lists them: each has an `add_to`."""


def run(arguments: Sequence[str]) -> int:
    """Carry out a command line. The exit code is that of the worst thing that happened."""
    language = _language(arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a sign that the terminal does not have is no fault of ours
            stream.reconfigure(errors="backslashreplace")
    with argument_words(language):
        parser = _parser(language, arguments)
        try:
            options = parser.parse_args(arguments)
        except SystemExit as stop:  # argparse has printed what is to be said
            return int(stop.code or 0)
    try:
        command: Callable[[argparse.Namespace], int] = options.command
        code = command(options)
        sys.stdout.flush()
        return code
    except Refused as refused:
        print(as_text(refused.report, options.lang), file=sys.stderr)
        return FINDINGS
    except Misuse as misuse:
        print(str(misuse), file=sys.stderr)
        return MISUSE
    except BrokenPipeError:  # the reader has seen enough; nothing more can be printed, at exit neither
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE
    except KeyboardInterrupt:
        return 130
    except Exception as fault:
        if os.environ.get("BILAG_DEBUG"):
            raise
        print(fault_line(fault, language), file=sys.stderr)
        return INTERNAL


def _language(arguments: Sequence[str]) -> Language:
    """--lang is needed before the other arguments are read, as their help is in that language."""
    for place, argument in enumerate(arguments):
        value = argument.partition("=")[2] if argument.startswith("--lang=") else ""
        if argument == "--lang" and place + 1 < len(arguments):
            value = arguments[place + 1]
        if value in LANGUAGES:
            return value
    return "da"


def _parser(language: Language, arguments: Sequence[str]) -> argparse.ArgumentParser:
    """The parser of a command line. Where that names a command, the others are left out: to describe them
    all takes a tenth of the time of a build that has nothing to do."""

    def _(text: str) -> str:
        return translate(text, language)

    parser = argument_parser(
        prog="bilag", description=_("Makes annexes from data and prose, as Word and PDF.")
    )
    help = _("show program's version number and exit")
    parser.add_argument("--version", action="version", version=f"bilag {__version__}", help=help)
    commands = Commands(parser, language)
    asked = _command(arguments)
    for name, _names in [group for group in GROUPS if asked in group[1]] or GROUPS:
        import_module(f"bilag.cli.{name}").add_to(commands)
    return parser


def _command(arguments: Sequence[str]) -> str:
    """The first argument that is no option, nor what --lang takes; "" where an option stands before it that
    only the whole parser knows."""
    rest = iter(arguments)
    for argument in rest:
        if argument == "--lang":
            next(rest, None)
        elif not argument.startswith("--lang="):
            return "" if argument.startswith("-") else argument
    return ""
