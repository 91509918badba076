"""`bilag facts`, `bilag trace` and `bilag formats`: what an annex is made from, without writing anything."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

from bilag.cli.report.agreement import cannot_read
from bilag.cli.shared import FINDINGS, FINE, Commands, Misuse, Refused, project_root, say
from bilag.diagnostics.findings import BuildFailed, Report
from bilag.diagnostics.jsontext import json_shown
from bilag.diagnostics.messages import as_text
from bilag.inputs.yaml.shapes import nearest
from bilag.pipeline import tracing
from bilag.pipeline.listing import (
    facts_as_json,
    facts_as_text,
    formats_as_json,
    formats_as_text,
    found_in_print,
    trace_as_json,
    trace_as_text,
    trace_object,
    traceable,
)
from bilag.pipeline.prepare import prepare
from bilag.pipeline.prepared import Prepared
from bilag.pipeline.verify import read
from bilag.storage.ledger import check_files
from bilag.storage.project import annex_names, find_root
from bilag.versions.delivered import CannotReadError


def add_to(commands: Commands) -> None:
    _ = commands.words
    one = _("may be left out where there is only one")
    facts = commands.add("facts", _facts)
    facts.add_argument("annex", nargs="?", metavar=_("ANNEX"), help=one)
    trace = commands.add("trace", _trace)
    what = _(
        "the fact's name, what is printed (30,9), table/row/column, or a table by its number and a head"
        " (2/Regnskab); or first a delivered file, and then the fact"
    )
    trace.add_argument("fact", metavar=_("[FILE] FACT"), help=what)
    trace.add_argument("annex", nargs="?", metavar=_("ANNEX"), help=one)
    commands.add("formats", _formats)


def _prepared(options: argparse.Namespace) -> Prepared:
    """The one annex that was named, or the only one; its findings go to stderr."""
    root = project_root(options)
    names = annex_names(root)
    if options.annex is None and len(names) != 1:
        raise Misuse(say(options, "Say which annex: {known}.", known=", ".join(names) or "-"))
    try:
        return prepare(root, options.annex or names[0])
    except BuildFailed as failed:
        raise Refused(failed.report) from None


def _facts(options: argparse.Namespace) -> int:
    done = _prepared(options)
    listing = facts_as_json if options.format == "json" else facts_as_text
    print(listing(done.document, options.lang))
    return FINE


def _trace(options: argparse.Namespace) -> int:
    if options.annex is not None and Path(options.fact).suffix.lower() in (".docx", ".pdf"):
        return _trace_file(Path(options.fact), options.annex, options)
    done = _prepared(options)
    known = traceable(done.document)
    found = (options.fact,) if options.fact in known else found_in_print(options.fact, done.document)
    if not found:
        _refuse_unknown(options.fact, known, options)
    document, inputs = done.document, done.inputs
    if options.format == "text":
        print("\n".join(trace_as_text(name, document, inputs, options.lang) for name in found))
    elif len(found) == 1:
        print(trace_as_json(found[0], document, inputs, options.lang))
    else:
        print(json_shown([trace_object(name, document, inputs) for name in found]))
    return FINE


def _trace_file(path: Path, fact: str, options: argparse.Namespace) -> int:
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
    if faults.has_errors():  # verify says so too; here the answer may depend on it
        print(as_text(faults, options.lang), file=sys.stderr)
        return FINDINGS
    return FINE


def _refuse_unknown(fact: str, known: Iterable[str], options: argparse.Namespace) -> None:
    names = list(known)
    if fact not in names:
        said = say(options, "There is no fact {name}.", name=fact)
        hint = nearest(fact, names)
        raise Misuse(f"{said} {say(options, 'Did you mean {name}?', name=hint)}" if hint else said)


def _formats(options: argparse.Namespace) -> int:
    print(formats_as_json() if options.format == "json" else formats_as_text(options.lang))
    return FINE
