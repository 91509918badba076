"""`bilag build`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from msgspec import to_builtins

from bilag.cli.issue import say_standing
from bilag.cli.shared import (
    Commands,
    asked_annexes,
    asked_formats,
    exit_code,
    print_report,
    project_root,
    reports_of,
    say,
    shown,
)
from bilag.cli.terminal import ProgressLine
from bilag.diagnostics.jsontext import json_shown
from bilag.diagnostics.messages import finding_rows
from bilag.pipeline.build import build_all, standing_of
from bilag.pipeline.deliver import Options
from bilag.storage.cache import Cache


def add_to(commands: Commands) -> None:
    _ = commands.words
    build = commands.add("build", _build, commands.building)
    build.add_argument("--to", default="", help=_("only these, parted by commas: docx, pdf, facts.json"))
    build.add_argument("-o", "--out", type=Path, help=_("the folder for the result; out/ when absent"))


def _build(options: argparse.Namespace) -> int:
    root = project_root(options)
    wanted = Options(asked_formats(options), options.out, options.strict)
    progress = ProgressLine(options)
    cache = None if options.no_cache else Cache(root)
    results = build_all(root, asked_annexes(root, options), wanted, progress=progress.stage, cache=cache)
    progress.done()
    reports = reports_of(root, [(result.annex, result.report) for result in results], options)
    standings = {result.annex: standing_of(root, result, cache) for result in results}
    if options.format == "json":
        rows = [
            {
                "annex": result.annex,
                "files": [{"path": shown(f.path), "changed": f.changed} for f in result.files],
                "changes": [{"fact": id, "before": old, "after": new} for id, old, new in result.changes],
                "issued": to_builtins(found) if (found := standings[result.annex]) else None,
                "findings": finding_rows(result.report, options.lang, result.report.waived),
            }
            for result in results
        ]
        print(json_shown(rows))
        return exit_code(reports)
    print_report(reports, options)
    for result in results:
        if not result.files:
            print(say(options, "{annex}: nothing was written.", annex=result.annex), file=sys.stderr)
        if not result.files or options.format != "text":  # other programs read the report alone
            continue
        for id, old, new in result.changes:
            print(say(options, "{fact}: {old} \u2192 {new}", fact=id, old=old, new=new))
        for file in result.files:
            said = "{path}" if file.changed else "{path} (unchanged)"
            if file.changed or not options.quiet:
                print(say(options, said, path=shown(file.path)))
        if found := standings[result.annex]:
            print(say_standing(found, result.annex, options))
    return exit_code(reports)
