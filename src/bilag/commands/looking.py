"""`bilag facts`, `bilag trace` and `bilag formats`: what an annex stands on, without writing anything."""

from __future__ import annotations

import argparse

from bilag.commands.shared import FINE, Commands, Misuse, prepared, say


def add_looking(commands: Commands) -> None:
    _ = commands.words
    one = _("may be left out where there is only one")
    facts = commands.add("facts", _facts, "list the facts of an annex: value, printed forms, places")
    facts.add_argument("annex", nargs="?", metavar=_("ANNEX"), help=one)
    trace = commands.add("trace", _trace, "show the way from a printed fact to its cells")
    trace.add_argument("fact", metavar=_("FACT"), help=_("the fact's name, or table/row/column"))
    trace.add_argument("annex", nargs="?", metavar=_("ANNEX"), help=one)
    commands.add("formats", _formats, "list the formats that a fact can be printed in")


def _facts(options: argparse.Namespace) -> int:
    from bilag.listing import facts_as_json, facts_as_text  # noqa: PLC0415

    done = prepared(options)
    listing = facts_as_json if options.format == "json" else facts_as_text
    print(listing(done.document, options.lang))
    return FINE


def _trace(options: argparse.Namespace) -> int:
    from bilag.listing import trace_as_json, trace_as_text, traceable  # noqa: PLC0415
    from bilag.shapes import nearest  # noqa: PLC0415

    done = prepared(options)
    known = traceable(done.document)
    if options.fact not in known:
        said = say(options, "There is no fact {name}.", name=options.fact)
        hint = nearest(options.fact, known)
        raise Misuse(f"{said} {say(options, 'Did you mean {name}?', name=hint)}" if hint else said)
    trace = trace_as_json if options.format == "json" else trace_as_text
    print(trace(options.fact, done.document, done.inputs, options.lang))
    return FINE


def _formats(options: argparse.Namespace) -> int:
    from bilag.listing import formats_as_json, formats_as_text  # noqa: PLC0415

    print(formats_as_json() if options.format == "json" else formats_as_text(options.lang))
    return FINE
