"""The commands: what each is called, what it takes, and what it prints. Words go through the catalogue."""

from __future__ import annotations

import argparse
import json
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bilag import __version__
from bilag.console import Progress, argument_parser, argument_words
from bilag.diagnostics import BuildFailed, Report
from bilag.load.project import annex_names, find_root
from bilag.messages import Language, as_json, as_text, one_line, translate
from bilag.reports import FORMATS, Reports, counted, printed, remark
from bilag.rules import Severity

if TYPE_CHECKING:
    from bilag.pipeline import Prepared

FINE, FINDINGS, MISUSE, INTERNAL = 0, 1, 2, 3
_LANGUAGES: tuple[Language, ...] = ("da", "en")


class Misuse(Exception):  # noqa: N818
    """The command cannot be carried out as it was given; carries what to say."""


class _Refused(Exception):  # noqa: N818
    """The annex that a command asks about cannot be composed; carries the report."""

    def __init__(self, report: Report) -> None:
        super().__init__()
        self.report = report


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
    except _Refused as refused:
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
    except Exception:  # a fault of ours: said as one, with what helps to mend it
        if os.environ.get("BILAG_DEBUG"):
            raise
        trace = traceback.format_exc().strip().splitlines()
        said = translate("A fault in bilag itself; nothing was changed. Please report this line:", language)
        print(f"{said}\n    {trace[-1]} ({trace[-2].strip() if len(trace) > 1 else ''})", file=sys.stderr)
        return INTERNAL


def _language(arguments: Sequence[str]) -> Language:
    """--lang is needed before the other arguments are read, as their help is in that language."""
    for place, argument in enumerate(arguments):
        value = argument.partition("=")[2] if argument.startswith("--lang=") else ""
        if argument == "--lang" and place + 1 < len(arguments):
            value = arguments[place + 1]
        if value in _LANGUAGES:
            return value
    return "da"


def _parser(language: Language) -> argparse.ArgumentParser:
    def _(text: str) -> str:
        return translate(text, language)

    everywhere = argument_parser(add_help=False)
    said: dict[str, Any] = {"choices": _LANGUAGES, "help": _("the language of messages")}
    everywhere.add_argument("--lang", default=argparse.SUPPRESS, **said)
    everywhere.add_argument("--quiet", action="store_true", help=_("print findings and results only"))
    form = _("how results are printed")
    listing = argument_parser(add_help=False)
    listing.add_argument("--format", choices=("text", "json"), default="text", help=form)
    building = argument_parser(add_help=False)
    building.add_argument("annexes", nargs="*", metavar=_("ANNEX"), help=_("all annexes when none is named"))
    building.add_argument(
        "--strict", action="store_true", help=_("a warning stops the build as an error does")
    )
    building.add_argument(
        "--fail-on",
        choices=("warning", "error"),
        default="error",
        help=_("the least severe finding that gives exit code 1"),
    )
    building.add_argument("--no-cache", action="store_true", help=_("make everything anew"))
    building.add_argument("--format", choices=FORMATS, default="text", help=form)

    parser = argument_parser(
        prog="bilag", description=_("Makes annexes from data and prose, as Word and PDF.")
    )
    parser.add_argument("--lang", default="da", **said)
    help = _("show program's version number and exit")
    parser.add_argument("--version", action="version", version=f"bilag {__version__}", help=help)
    commands = parser.add_subparsers(dest="name", required=True, metavar=_("COMMAND"))

    def command(
        name: str, run: Callable[[argparse.Namespace], int], help: str, *parents: argparse.ArgumentParser
    ) -> argparse.ArgumentParser:
        sub = commands.add_parser(
            name,
            help=_(help),
            description=_(help),
            parents=[*(parents or [listing]), everywhere],
            allow_abbrev=False,
        )
        sub.set_defaults(command=run)
        return sub

    build = command("build", _build, "make annexes as Word and PDF", building)
    build.add_argument("--to", default="", help=_("only these, parted by commas: docx, pdf, facts.json"))
    build.add_argument("-o", "--out", type=Path, help=_("the folder for the result; out/ when absent"))
    check = command("check", _check, "check annexes without writing anything", building)
    check.add_argument(
        "--comments",
        action="store_true",
        help=_("write a copy of the Word file with the findings as comments"),
    )
    check.add_argument("--explain", metavar=_("RULE"), help=_("what a rule means, with an example"))
    facts = command("facts", _facts, "list the facts of an annex: value, printed forms, places")
    facts.add_argument(
        "annex", nargs="?", metavar=_("ANNEX"), help=_("may be left out where there is only one")
    )
    trace = command("trace", _trace, "show the way from a printed fact to its cells")
    trace.add_argument("fact", metavar=_("FACT"), help=_("the fact's name, or table/row/column"))
    trace.add_argument(
        "annex", nargs="?", metavar=_("ANNEX"), help=_("may be left out where there is only one")
    )
    command("formats", _formats, "list the formats that a fact can be printed in")
    verify = command("verify", _verify, "confirm that delivered files are what they should be")
    verify.add_argument(
        "--conformance",
        action="store_true",
        help=_("PDF files against PDF/UA and PDF/A, judged by veraPDF, page-validation and PDFium"),
    )
    files = _("a Word file and the PDF that should say the same; with --conformance PDF files")
    verify.add_argument("files", nargs="+", type=Path, metavar=_("FILE"), help=files)
    return parser


# --- commands --------------------------------------------------------------------------------------------


def _build(options: argparse.Namespace) -> int:
    from bilag.pipeline import Options, across, build  # noqa: PLC0415 - --version and --help need none of it
    from bilag.write.writers import WRITERS, writer  # noqa: PLC0415

    root = _root(options)
    to = tuple(dict.fromkeys(kind for kind in options.to.replace(" ", "").split(",") if kind))
    for kind in to:
        if writer(kind) is None:
            raise Misuse(
                _say(
                    options,
                    "There is no format {name}; choose among {known}.",
                    name=kind,
                    known=", ".join(WRITERS),
                )
            )
    wanted = Options(to, options.out, options.strict)
    progress = Progress(options)
    results = []
    for name in _annexes(root, options):
        results.append(build(root, name, wanted, progress=progress.stage))
    progress.done()
    shares = [result.share for result in results if result.share]
    across(shares, whole=len(shares) == len(annex_names(root)))
    reports = _reports(root, [(result.annex, result.report) for result in results], options)
    if options.format == "json":
        rows = [
            {
                "annex": result.annex,
                "files": [{"path": _shown(f.path), "changed": f.changed} for f in result.files],
                "changes": [{"fact": id, "before": old, "after": new} for id, old, new in result.changes],
                "findings": json.loads(as_json(result.report, options.lang, result.report.waived)),
            }
            for result in results
        ]
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return _code(reports)
    _print_report(reports, options)
    for result in results:
        if not result.files:
            print(_say(options, "{annex}: nothing was written.", annex=result.annex), file=sys.stderr)
        if not result.files or options.format != "text":  # other programs read the report alone
            continue
        for id, old, new in result.changes:
            print(_say(options, "{fact}: {old} \u2192 {new}", fact=id, old=old, new=new))
        for file in result.files:
            said = "{path}" if file.changed else "{path} (unchanged)"
            if file.changed or not options.quiet:
                print(_say(options, said, path=_shown(file.path)))
    return _code(reports)


def _check(options: argparse.Namespace) -> int:
    from bilag.inventory import take_inventory  # noqa: PLC0415
    from bilag.pipeline import Share, across, comment, prepare, share_of  # noqa: PLC0415

    if options.explain is not None:
        return _explain(options)
    root = _root(options)
    by_annex: list[tuple[str, Report]] = []
    shares: list[Share] = []
    whole: list[Prepared] = []  # these may be large: kept only where they are written
    facts = placed = bound = numbers = 0
    spelled = True
    for name in _annexes(root, options):
        try:
            prepared = prepare(root, name, spelling=True)
        except BuildFailed as failed:
            by_annex.append((name, failed.report))
            continue
        spelled = spelled and prepared.spelled
        by_annex.append((name, prepared.report))
        shares.append(share_of(prepared))
        whole += [prepared] if options.comments else []
        facts += len(prepared.document.facts)
        placed += sum(bool(fact.cells or fact.inputs) for fact in prepared.document.facts)
        inventory = take_inventory(prepared.inputs, prepared.resolved)
        bound, numbers = bound + inventory.bound, numbers + inventory.total
    across(shares, whole=len(shares) == len(annex_names(root)))
    written: list[Path] = []
    for each in whole:
        mark = _say(options, "Internal copy with comments")
        written += comment(root, each, lambda finding: remark(finding, options.lang), mark)
    reports = _reports(root, by_annex, options)
    _print_report(reports, options)
    for path in written if options.format == "text" else ():
        print(_shown(path))
    if not spelled and not options.quiet:
        print(
            _say(options, "Spelling is not checked: this machine has no Danish dictionary (see the guide)."),
            file=sys.stderr,
        )
    if options.format == "text" and not options.quiet:
        parts = ["{placed} of {facts} facts have a source"] if facts else []
        parts += ["{bound} of {numbers} numbers in the text are bound"] if numbers else []
        counts = {"placed": placed, "facts": facts, "bound": bound, "numbers": numbers}
        said = [_say(options, part, **counts) for part in parts]
        print("; ".join([*said, counted(reports.findings, reports.waived, options.lang)]) + ".")
    return _code(reports)


def _explain(options: argparse.Namespace) -> int:
    from bilag.explanations import explained  # noqa: PLC0415
    from bilag.rules import RULES  # noqa: PLC0415
    from bilag.shapes import nearest  # noqa: PLC0415

    rule = options.explain.upper()
    if rule not in RULES:
        said = _say(options, "There is no rule {name}.", name=one_line(options.explain))
        hint = nearest(rule, RULES)
        raise Misuse(f"{said} {_say(options, 'Did you mean {name}?', name=hint)}" if hint else said)
    print(explained(rule, options.lang))
    return FINE


def _facts(options: argparse.Namespace) -> int:
    from bilag.listing import facts_as_json, facts_as_text  # noqa: PLC0415

    prepared = _prepared(options)
    listing = facts_as_json if options.format == "json" else facts_as_text
    print(listing(prepared.document, options.lang))
    return FINE


def _trace(options: argparse.Namespace) -> int:
    from bilag.listing import trace_as_json, trace_as_text, traceable  # noqa: PLC0415
    from bilag.shapes import nearest  # noqa: PLC0415

    prepared = _prepared(options)
    known = traceable(prepared.document)
    if options.fact not in known:
        said = _say(options, "There is no fact {name}.", name=options.fact)
        hint = nearest(options.fact, known)
        raise Misuse(f"{said} {_say(options, 'Did you mean {name}?', name=hint)}" if hint else said)
    trace = trace_as_json if options.format == "json" else trace_as_text
    print(trace(options.fact, prepared.document, prepared.inputs, options.lang))
    return FINE


def _formats(options: argparse.Namespace) -> int:
    from bilag.listing import formats_as_json, formats_as_text  # noqa: PLC0415

    print(formats_as_json() if options.format == "json" else formats_as_text(options.lang))
    return FINE


def _verify(options: argparse.Namespace) -> int:
    return _conformance(options) if options.conformance else _agreement(options)


def _conformance(options: argparse.Namespace) -> int:
    from bilag.conformance import as_json, as_text, complaints, worst  # noqa: PLC0415
    from bilag.judge.judges import judge_files  # noqa: PLC0415

    results = judge_files(dict.fromkeys(options.files))
    printed = as_json if options.format == "json" else as_text
    if text := printed(results, options.lang):
        print(text)
    for line in complaints(results, options.lang):
        print(line, file=sys.stderr)
    return {"conforms": FINE, "fails": FINDINGS, "unchecked": FINDINGS, "problem": MISUSE}[worst(results)]


def _agreement(options: argparse.Namespace) -> int:
    from bilag.agreement import as_json, as_text, problem, problems_as_json  # noqa: PLC0415
    from bilag.delivered import CannotReadError, Delivered  # noqa: PLC0415
    from bilag.differences import agreement, outcome  # noqa: PLC0415
    from bilag.read.readers import read_file  # noqa: PLC0415

    asked = "Name one Word file and one PDF file, or write --conformance to have PDF files judged."
    if len(options.files) != 2:
        raise Misuse(_say(options, asked))
    read: dict[str, tuple[Path, Delivered]] = {}
    problems: dict[Path, CannotReadError] = {}
    for path in options.files:
        try:
            file = read_file(path)
        except CannotReadError as refused:
            problems[path] = refused
        else:
            read[file.kind] = (path, file)
    if problems:
        if options.format == "json":
            print(problems_as_json(problems, options.lang))
        for path, error in problems.items():
            print(problem(path, error, options.lang), file=sys.stderr)
        return MISUSE
    if len(read) != 2:
        raise Misuse(_say(options, asked))
    (word_path, word), (pdf_path, pdf) = read["docx"], read["pdf"]
    found = agreement(word, pdf)
    if options.format == "json":
        print(as_json(word_path, pdf_path, found))
    else:
        print(as_text(found, options.lang))
    return FINE if outcome(found) == "equal" else FINDINGS


# --- shared ----------------------------------------------------------------------------------------------


def _say(options: argparse.Namespace, text: str, **args: object) -> str:
    return translate(text, options.lang).format(**args)


def _root(options: argparse.Namespace) -> Path:
    root = find_root(Path.cwd())
    if root is None:
        raise Misuse(
            _say(options, "There is no project here: a project has a folder content/ and a folder data/.")
        )
    return root


def _annexes(root: Path, options: argparse.Namespace) -> Sequence[str]:
    names: Sequence[str] = list(dict.fromkeys(options.annexes)) or annex_names(root)
    if not names:
        raise Misuse(_say(options, "There is no annex in content/: an annex is a folder with a bilag.md."))
    return names


def _prepared(options: argparse.Namespace) -> Prepared:
    """The one annex that was named, or the only one; its findings go to stderr."""
    from bilag.pipeline import prepare  # noqa: PLC0415

    root = _root(options)
    names = annex_names(root)
    if options.annex is None and len(names) != 1:
        raise Misuse(_say(options, "Say which annex: {known}.", known=", ".join(names) or "-"))
    try:
        return prepare(root, options.annex or names[0])
    except BuildFailed as failed:
        raise _Refused(failed.report) from None


def _reports(root: Path, by_annex: Sequence[tuple[str, Report]], options: argparse.Namespace) -> Reports:
    """What was found. --fail-on says what fails the run; --strict counts warnings as errors."""
    warnings = options.strict or options.fail_on == "warning"
    return Reports(root, by_annex, options.lang, Severity.WARNING if warnings else Severity.ERROR)


def _print_report(reports: Reports, options: argparse.Namespace) -> None:
    if text := printed(reports, options.format):
        print(text)


def _code(reports: Reports) -> int:
    """1 where a finding is so severe that it fails the run."""
    return FINDINGS if any(finding.severity >= reports.least for finding in reports.findings) else FINE


def _shown(path: Path) -> str:
    """The path as a person in this folder would write it."""
    try:
        return path.resolve().relative_to(Path.cwd().resolve()).as_posix()
    except ValueError:
        return str(path)
