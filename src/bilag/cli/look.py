"""`bilag facts`, `bilag trace` and `bilag formats`: what an annex stands on, without writing anything."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

from bilag.cli.shared import FINDINGS, FINE, Commands, Misuse, prepared, say
from bilag.diagnostics.findings import Report
from bilag.diagnostics.messages import as_text
from bilag.storage.project import find_root


def add_to(commands: Commands) -> None:
    _ = commands.words
    one = _("may be left out where there is only one")
    facts = commands.add("facts", _facts, "list the facts of an annex: value, printed forms, places")
    facts.add_argument("annex", nargs="?", metavar=_("ANNEX"), help=one)
    trace = commands.add("trace", _trace, "show the way from a printed fact to its cells")
    what = _("the fact's name, or table/row/column; or first a delivered file, and then the fact")
    trace.add_argument("fact", metavar=_("[FILE] FACT"), help=what)
    trace.add_argument("annex", nargs="?", metavar=_("ANNEX"), help=one)
    commands.add("formats", _formats, "list the formats that a fact can be printed in")


def _facts(options: argparse.Namespace) -> int:
    from bilag.pipeline.listing import facts_as_json, facts_as_text  # noqa: PLC0415

    done = prepared(options)
    listing = facts_as_json if options.format == "json" else facts_as_text
    print(listing(done.document, options.lang))
    return FINE


def _trace(options: argparse.Namespace) -> int:
    from bilag.pipeline.listing import trace_as_json, trace_as_text, traceable  # noqa: PLC0415

    if options.annex is not None and Path(options.fact).suffix.lower() in (".docx", ".pdf"):
        return _trace_file(Path(options.fact), options.annex, options)
    done = prepared(options)
    _refuse_unknown(options.fact, traceable(done.document), options)
    trace = trace_as_json if options.format == "json" else trace_as_text
    print(trace(options.fact, done.document, done.inputs, options.lang))
    return FINE


def _trace_file(path: Path, fact: str, options: argparse.Namespace) -> int:
    from bilag.cli.report.agreement import cannot_read  # noqa: PLC0415
    from bilag.pipeline import tracing  # noqa: PLC0415
    from bilag.pipeline.verify import read  # noqa: PLC0415
    from bilag.storage.ledger import check_files  # noqa: PLC0415
    from bilag.versions.delivered import CannotReadError  # noqa: PLC0415

    root = find_root(Path.cwd())
    try:
        file = read(path, root)
    except CannotReadError as refused:
        raise Misuse(cannot_read(path, refused, options.lang)) from refused
    _refuse_unknown(fact, tracing.known(file), options)
    asked = options.format == "json"
    print(tracing.as_json(fact, file) if asked else tracing.as_text(fact, file, options.lang))
    faults = Report()
    if root and file.entry:
        check_files(root, file.entry, faults)
    if faults.has_errors():  # verify says so too; here it may be what the answer stands on
        print(as_text(faults, options.lang), file=sys.stderr)
        return FINDINGS
    return FINE


def _refuse_unknown(fact: str, known: Iterable[str], options: argparse.Namespace) -> None:
    from bilag.inputs.yaml.shapes import nearest  # noqa: PLC0415

    names = list(known)
    if fact not in names:
        said = say(options, "There is no fact {name}.", name=fact)
        hint = nearest(fact, names)
        raise Misuse(f"{said} {say(options, 'Did you mean {name}?', name=hint)}" if hint else said)


def _formats(options: argparse.Namespace) -> int:
    from bilag.pipeline.listing import formats_as_json, formats_as_text  # noqa: PLC0415

    print(formats_as_json() if options.format == "json" else formats_as_text(options.lang))
    return FINE
