"""The commands: what each is called, what it takes, and what it prints. Words go through the catalogue."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from io import TextIOWrapper

from bilag import __version__
from bilag.commands.batching import add_batching
from bilag.commands.comparing import add_comparing
from bilag.commands.issuing import add_issuing
from bilag.commands.looking import add_looking
from bilag.commands.making import add_making
from bilag.commands.shared import (
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
from bilag.commands.verifying import add_verifying
from bilag.commands.watching import add_watching
from bilag.console import argument_parser, argument_words
from bilag.messages import Language, as_text, translate

GROUPS = (
    *(add_making, add_watching, add_batching, add_issuing),
    *(add_comparing, add_looking, add_verifying),
)
"""In the order in which `--help` lists their commands."""


def run(arguments: Sequence[str]) -> int:
    """Carry out a command line. The exit code is that of the worst thing that happened."""
    language = _language(arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a sign that the terminal does not have is no fault of ours
            stream.reconfigure(errors="backslashreplace")
    with argument_words(language):
        parser = _parser(language)
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


def _parser(language: Language) -> argparse.ArgumentParser:
    def _(text: str) -> str:
        return translate(text, language)

    parser = argument_parser(
        prog="bilag", description=_("Makes annexes from data and prose, as Word and PDF.")
    )
    help = _("show program's version number and exit")
    parser.add_argument("--version", action="version", version=f"bilag {__version__}", help=help)
    commands = Commands(parser, language)
    for add in GROUPS:
        add(commands)
    return parser
