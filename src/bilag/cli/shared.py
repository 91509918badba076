"""What every command shares: exit codes, what it refuses, the project around it, how it speaks."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bilag.cli.report.findings import FORMATS, Reports, report_as
from bilag.cli.terminal import argument_parser
from bilag.diagnostics.findings import Report
from bilag.diagnostics.messages import Language, translate
from bilag.diagnostics.rules import Severity
from bilag.storage.project import annex_names, find_root

Parser = argparse.ArgumentParser
Command = Callable[[argparse.Namespace], int]

FINE, FINDINGS, MISUSE, INTERNAL = 0, 1, 2, 3
LANGUAGES: tuple[Language, ...] = ("da", "en")


class Misuse(Exception):  # noqa: N818
    """The command cannot be carried out as it was given; carries what to say."""


class Refused(Exception):  # noqa: N818
    """The annex that a command asks about cannot be composed; carries the report."""

    def __init__(self, report: Report) -> None:
        super().__init__()
        self.report = report


class Commands:
    """The commands as they are added to the parser, and the arguments that many of them take.

    `listing` are those of a command that prints results, `building` those of one that makes or checks.
    """

    def __init__(self, parser: argparse.ArgumentParser, language: Language, helps: Mapping[str, str]) -> None:
        self.language, self.helps = language, helps
        _ = self.words
        parser.add_argument("--lang", default="da", **self._lang())
        self._everywhere = argument_parser(add_help=False)
        self._everywhere.add_argument("--lang", default=argparse.SUPPRESS, **self._lang())
        quiet = _("print findings and results only")
        self._everywhere.add_argument("--quiet", action="store_true", help=quiet)
        form = _("how results are printed")
        self.listing = argument_parser(add_help=False)
        self.listing.add_argument("--format", choices=("text", "json"), default="text", help=form)
        self.building = argument_parser(add_help=False)
        many = _("all annexes when none is named")
        self.building.add_argument("annexes", nargs="*", metavar=_("ANNEX"), help=many)
        strict = _("a warning stops the build as an error does")
        self.building.add_argument("--strict", action="store_true", help=strict)
        least = _("the least severe finding that gives exit code 1")
        self.building.add_argument("--fail-on", choices=("warning", "error"), default="error", help=least)
        self.building.add_argument("--no-cache", action="store_true", help=_("make everything anew"))
        self.building.add_argument("--format", choices=FORMATS, default="text", help=form)
        self._commands = parser.add_subparsers(
            dest="name", required=True, metavar=_("COMMAND"), prog=parser.prog
        )

    def _lang(self) -> dict[str, Any]:
        return {"choices": LANGUAGES, "help": self.words("the language of messages")}

    def words(self, text: str) -> str:
        return translate(text, self.language)

    def add(
        self,
        name: str,
        run: Callable[[argparse.Namespace], int],
        *parents: argparse.ArgumentParser,
    ) -> argparse.ArgumentParser:
        """A command with its help, and the arguments of `parents` (`listing` when none is given)."""
        sub = self._commands.add_parser(
            name,
            help=self.words(self.helps[name]),
            description=self.words(self.helps[name]),
            parents=[*(parents or [self.listing]), self._everywhere],
            allow_abbrev=False,
        )
        sub.set_defaults(command=run)
        return sub

    def list_all(self) -> None:
        """The names of all commands, and what they do."""
        for name, help in self.helps.items():
            self._commands.add_parser(name, help=self.words(help))


def say(options: argparse.Namespace, text: str, **args: object) -> str:
    return translate(text, options.lang).format(**args)


def project_root(options: argparse.Namespace) -> Path:
    root = find_root(Path.cwd())
    if root is None:
        raise Misuse(
            say(options, "There is no project here: a project has a folder content/ and a folder data/.")
        )
    return root


def asked_annexes(root: Path, options: argparse.Namespace) -> Sequence[str]:
    names: Sequence[str] = list(dict.fromkeys(options.annexes)) or annex_names(root)
    if not names:
        raise Misuse(say(options, "There is no annex in content/: an annex is a folder with a bilag.md."))
    return names


def reports_of(root: Path, by_annex: Sequence[tuple[str, Report]], options: argparse.Namespace) -> Reports:
    """What was found. --fail-on says what fails the run; --strict counts warnings as errors."""
    warnings = options.strict or options.fail_on == "warning"
    return Reports(root, by_annex, options.lang, Severity.WARNING if warnings else Severity.ERROR)


def print_report(reports: Reports, options: argparse.Namespace) -> None:
    if text := report_as(reports, options.format):
        print(text)


def exit_code(reports: Reports) -> int:
    """1 where a finding is so severe that it fails the run."""
    return FINDINGS if any(finding.severity >= reports.least for finding in reports.findings) else FINE


def asked_formats(options: argparse.Namespace) -> tuple[str, ...]:
    """What --to asks for, each once."""
    from bilag.write.writers import WRITERS, writer  # noqa: PLC0415 - --version and --help need none of it

    kinds = tuple(dict.fromkeys(kind for kind in options.to.replace(" ", "").split(",") if kind))
    for kind in kinds:
        if writer(kind) is None:
            known = ", ".join(WRITERS)
            said = "There is no format {name}; choose among {known}."
            raise Misuse(say(options, said, name=kind, known=known))
    return kinds


def fault_line(fault: Exception, language: Language) -> str:
    """A fault of ours, said as one, with what helps to mend it."""
    import traceback  # noqa: PLC0415 - no command that goes well needs it

    trace = "".join(traceback.format_exception(fault)).strip().splitlines()
    said = translate("A fault in bilag itself; nothing was changed. Please report this line:", language)
    return f"{said}\n    {trace[-1]} ({trace[-2].strip() if len(trace) > 1 else ''})"


def shown(path: Path) -> str:
    """The path as a person in this folder would write it."""
    try:
        return path.resolve().relative_to(Path.cwd().resolve()).as_posix()
    except ValueError:
        return str(path)
