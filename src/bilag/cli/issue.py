"""`bilag issue`, and what `bilag build` says of the version that was issued last."""

from __future__ import annotations

import argparse
import sys
from datetime import date

from bilag.cli.shared import (
    FINDINGS,
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
from bilag.cli.terminal import ProgressLine
from bilag.diagnostics.jsontext import json_shown
from bilag.diagnostics.messages import finding_rows
from bilag.pipeline.deliver import Standing
from bilag.pipeline.issue import Issue, issue


def add_to(commands: Commands) -> None:
    _ = commands.words
    issue = commands.add("issue", _issue)
    issue.add_argument(
        "annexes", nargs="?", metavar=_("ANNEX"), help=_("may be left out where there is only one")
    )
    issue.add_argument("--by", default="", metavar=_("ORGANISATION"), help=_("who decided it; not a person"))
    issue.add_argument("--date", default="", metavar=_("DATE"), help=_("when it was decided, as 2026-05-12"))


def _issue(options: argparse.Namespace) -> int:
    refuse_no_date(options)
    if not options.by.isprintable():
        raise Misuse(say(options, "--by is the name of an organisation, on one line."))
    root = project_root(options)
    options.annexes = [options.annexes] if options.annexes else []
    names = asked_annexes(root, options)
    if len(names) != 1:
        raise Misuse(say(options, "Say which annex: {known}.", known=", ".join(names)))
    progress = ProgressLine(options)
    done = issue(root, names[0], options.by.strip(), options.date, progress.stage)
    progress.done()
    options.strict, options.fail_on = False, "error"
    reports = reports_of(root, [(names[0], done.report)], options)
    if options.format == "json":
        print(json_shown(_as_object(names[0], done, options)))
        return exit_code(reports) if done.entry else FINDINGS
    print_report(reports, options)
    if done.entry is None:
        print(say(options, "{annex}: nothing was issued.", annex=names[0]), file=sys.stderr)
        return FINDINGS
    issued = done.entry.issued
    said = (
        "{annex}: version {version} is issued."
        if done.new
        else "{annex}: version {version} was issued already, with the same contents."
    )
    print(say(options, said, annex=names[0], version=issued.version))
    for _, output in sorted(issued.outputs.items()):
        print(shown(done.entry.folder / output.name))
    if not options.quiet:
        folder = shown(done.entry.folder)
        print(say(options, "Put this folder under version control: {folder}", folder=folder))
    return FINE


def refuse_no_date(options: argparse.Namespace) -> None:
    """Misuse where --date is no date."""
    if not options.date:
        return
    try:
        plain = date.fromisoformat(options.date).isoformat() == options.date
    except ValueError:
        plain = False
    if not plain:
        said = "--date {given} is no date; write it as 2026-05-12."
        raise Misuse(say(options, said, given=options.date))


def _as_object(annex: str, done: Issue, options: argparse.Namespace) -> dict[str, object]:
    entry = done.entry
    return {
        "annex": annex,
        "issued": {
            "version": entry.issued.version,
            "new": done.new,
            "folder": shown(entry.folder),
            "files": [
                shown(entry.folder / output.name) for _, output in sorted(entry.issued.outputs.items())
            ],
            "date": entry.issued.date,
            "organisation": entry.issued.organisation,
            "hash": entry.issued.hash,
        }
        if entry
        else None,
        "findings": finding_rows(done.report, options.lang, done.report.waived),
    }


def say_standing(found: Standing, annex: str, options: argparse.Namespace) -> str:
    if found.differing:
        said = "{annex} differs from the issued version {version}: {kinds}."
        return say(options, said, annex=annex, version=found.version, kinds=", ".join(found.differing))
    return say(options, "{annex} is as in the issued version {version}.", annex=annex, version=found.version)
