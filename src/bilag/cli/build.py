"""`bilag build` and `bilag check`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import to_builtins
from msgspec.structs import replace

from bilag.cli.issue import say_standing
from bilag.cli.shared import (
    FINE,
    Commands,
    Misuse,
    asked_annexes,
    asked_formats,
    exit_code,
    print_report,
    project_root,
    reports_of,
    say,
    shown,
)
from bilag.cli.terminal import Progress
from bilag.diagnostics.findings import BuildFailed, Report
from bilag.diagnostics.messages import as_json, one_line
from bilag.storage.project import annex_names

if TYPE_CHECKING:
    from bilag.check.reconciliation import Reconciled
    from bilag.pipeline.deliver import Share
    from bilag.pipeline.prepare import Prepared


def add_to(commands: Commands) -> None:
    _ = commands.words
    build = commands.add("build", _build, "make annexes as Word and PDF", commands.building)
    build.add_argument("--to", default="", help=_("only these, parted by commas: docx, pdf, facts.json"))
    build.add_argument("-o", "--out", type=Path, help=_("the folder for the result; out/ when absent"))
    check = commands.add("check", _check, "check annexes without writing anything", commands.building)
    check.add_argument(
        "--comments",
        action="store_true",
        help=_("write a copy of the Word file with the findings as comments"),
    )
    check.add_argument("--explain", metavar=_("RULE"), help=_("what a rule means, with an example"))


def _build(options: argparse.Namespace) -> int:
    from bilag.pipeline.build import build_all, standing_of  # noqa: PLC0415
    from bilag.pipeline.deliver import Options  # noqa: PLC0415
    from bilag.storage.cache import Cache  # noqa: PLC0415 - --version and --help need none of it

    root = project_root(options)
    wanted = Options(asked_formats(options), options.out, options.strict)
    progress = Progress(options)
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
                "findings": json.loads(as_json(result.report, options.lang, result.report.waived)),
            }
            for result in results
        ]
        print(json.dumps(rows, ensure_ascii=False, indent=2))
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


def _check(options: argparse.Namespace) -> int:
    from bilag.check.inventory import take_inventory  # noqa: PLC0415
    from bilag.check.reconciliation import reconcile  # noqa: PLC0415
    from bilag.cli.report.exchange import Coverage  # noqa: PLC0415
    from bilag.cli.report.findings import counted, remark  # noqa: PLC0415
    from bilag.pipeline.draw import comment  # noqa: PLC0415
    from bilag.pipeline.prepare import across, prepare, share_of  # noqa: PLC0415

    if options.explain is not None:
        return _explain(options)
    root = project_root(options)
    by_annex: list[tuple[str, Report]] = []
    shares: list[Share] = []
    whole: list[Prepared] = []  # these may be large: kept only where they are written
    spelled = True
    coverage = Coverage()
    reconciled: dict[str, tuple[Reconciled, ...]] = {}
    for name in asked_annexes(root, options):
        try:
            prepared = prepare(root, name, spelling=True)
        except BuildFailed as failed:
            by_annex.append((name, failed.report))
            continue
        spelled = spelled and prepared.spelled
        by_annex.append((name, prepared.report))
        shares.append(share_of(prepared))
        whole += [prepared] if options.comments else []
        reconciled[name] = reconcile(prepared.inputs.tables)
        records, inventory = prepared.document.facts, take_inventory(prepared.inputs, prepared.resolved)
        placed = sum(bool(fact.cells or fact.inputs) for fact in records)
        coverage += Coverage(len(records), placed, inventory.total, inventory.bound)
    across(shares, whole=len(shares) == len(annex_names(root)))
    written: list[Path] = []
    for each in whole:
        mark = say(options, "Internal copy with comments")
        written += comment(root, each, lambda finding: remark(finding, options.lang), mark)
    brief = options.format == "text" and options.quiet
    reports = reports_of(root, by_annex, options)
    reports = replace(reports, coverage=coverage, reconciled={} if brief else reconciled)
    print_report(reports, options)
    for path in written if options.format == "text" else ():
        print(shown(path))
    if not spelled and not options.quiet:
        note = "Spelling is not checked: this machine has no Danish dictionary (see the guide)."
        print(say(options, note), file=sys.stderr)
    if options.format == "text" and not options.quiet:
        parts = ["{facts_with_source} of {facts} facts have a source"] if coverage.facts else []
        parts += ["{numbers_bound} of {numbers} numbers in the text are bound"] if coverage.numbers else []
        counts = to_builtins(coverage)
        said = [say(options, part, **counts) for part in parts]
        print("; ".join([*said, counted(reports.findings, reports.waived, options.lang)]) + ".")
    return exit_code(reports)


def _explain(options: argparse.Namespace) -> int:
    from bilag.cli.report.explanations import explained  # noqa: PLC0415
    from bilag.diagnostics.rules import RULES  # noqa: PLC0415
    from bilag.inputs.yaml.shapes import nearest  # noqa: PLC0415

    rule = options.explain.upper()
    if rule not in RULES:
        said = say(options, "There is no rule {name}.", name=one_line(options.explain))
        hint = nearest(rule, RULES)
        raise Misuse(f"{said} {say(options, 'Did you mean {name}?', name=hint)}" if hint else said)
    print(explained(rule, options.lang))
    return FINE
