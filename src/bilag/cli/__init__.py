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

COMMANDS = {
    "build": ("build", "make annexes as Word and PDF"),
    "check": ("check", "check annexes without writing anything"),
    "watch": ("watch", "build annexes again whenever something changes"),
    "batch": ("batch", "make an annex for each row of a table"),
    "issue": ("issue", "freeze the approved version of an annex as issued"),
    "diff": ("compare", "show what changed between two versions of an annex"),
    "redline": ("compare", "show what changed as tracked changes in a Word file"),
    "facts": ("look", "list the facts of an annex: value, printed forms, places"),
    "trace": ("look", "show the way from a printed fact to its cells"),
    "formats": ("look", "list the formats that a fact can be printed in"),
    "verify": ("verify", "confirm that delivered files are what they should be"),
}
"""The commands in the order in which `--help` lists them: the module of each, and what it does.

Only the module of the command that is asked for is imported. It has an `add_to`, which gives the command its
arguments.
"""


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
    """The parser of a command line. Where that names a command, only its module is imported; where it names
    none, as `--help` does, no module is."""

    def _(text: str) -> str:
        return translate(text, language)

    parser = argument_parser(
        prog="bilag", description=_("Makes annexes from data and prose, as Word and PDF.")
    )
    help = _("show program's version number and exit")
    parser.add_argument("--version", action="version", version=f"bilag {__version__}", help=help)
    commands = Commands(parser, language, {name: help for name, (_module, help) in COMMANDS.items()})
    asked = _command(arguments)
    if asked in COMMANDS:
        modules = [COMMANDS[asked][0]]
    elif COMMANDS.keys() & set(arguments):  # an option before the command, which is no option of ours
        modules = list(dict.fromkeys(module for module, _help in COMMANDS.values()))
    else:
        commands.list_all()
        return parser
    for module in modules:
        import_module(f"bilag.cli.{module}").add_to(commands)
    return parser


def _command(arguments: Sequence[str]) -> str:
    """The first argument that is no option, nor what --lang takes; "" where an option comes before it that
    only the whole parser knows."""
    rest = iter(arguments)
    for argument in rest:
        if argument == "--lang":
            next(rest, None)
        elif not argument.startswith("--lang="):
            return "" if argument.startswith("-") else argument
    return ""
