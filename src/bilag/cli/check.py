"""`bilag check`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from msgspec import to_builtins
from msgspec.structs import replace

from bilag.check.inventory import take_inventory
from bilag.check.reconciliation import Reconciled, reconcile
from bilag.cli.report.exchange import Coverage
from bilag.cli.report.explanations import explained
from bilag.cli.report.findings import counted, remark
from bilag.cli.shared import (
    FINE,
    Commands,
    Misuse,
    asked_annexes,
    exit_code,
    print_report,
    project_root,
    reports_of,
    say,
    shown,
)
from bilag.diagnostics.findings import BuildFailed, Report
from bilag.diagnostics.messages import one_line
from bilag.diagnostics.rules import RULES
from bilag.inputs.yaml.shapes import nearest
from bilag.pipeline.deliver import Share
from bilag.pipeline.draw import comment, drawn
from bilag.pipeline.make import across, share_of
from bilag.pipeline.prepare import prepare
from bilag.pipeline.prepared import Prepared
from bilag.storage.project import annex_names


def add_to(commands: Commands) -> None:
    _ = commands.words
    check = commands.add("check", _check, commands.building)
    check.add_argument(
        "--comments",
        action="store_true",
        help=_("write a copy of the Word file with the findings as comments"),
    )
    check.add_argument("--explain", metavar=_("RULE"), help=_("what a rule means, with an example"))


def _check(options: argparse.Namespace) -> int:
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
        drawn(root, prepared, ("docx", "pdf"))  # what cannot be drawn is found here as in a build
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
    rule = options.explain.upper()
    if rule not in RULES:
        said = say(options, "There is no rule {name}.", name=one_line(options.explain))
        hint = nearest(rule, RULES)
        raise Misuse(f"{said} {say(options, 'Did you mean {name}?', name=hint)}" if hint else said)
    print(explained(rule, options.lang))
    return FINE
