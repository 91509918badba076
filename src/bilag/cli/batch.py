"""`bilag batch`."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from bilag.cli.report.excerpts import Excerpts
from bilag.cli.shared import (
    FINDINGS,
    FINE,
    Commands,
    Misuse,
    Refused,
    asked_formats,
    print_report,
    project_root,
    reports_of,
    say,
    shown,
)
from bilag.cli.terminal import ProgressLine
from bilag.diagnostics.findings import BuildFailed
from bilag.diagnostics.messages import as_text
from bilag.diagnostics.rules import Severity
from bilag.pipeline.batch.run import Asked, run_batch
from bilag.pipeline.batch.summary import Summary
from bilag.pipeline.deliver import Options
from bilag.storage.project import annex_names

STOPPED = 130


def add_to(commands: Commands) -> None:
    _ = commands.words
    batch = commands.add("batch", _batch)
    batch.add_argument("annex", nargs="?", metavar=_("ANNEX"), help=_("where there is more than one"))
    batch.add_argument(
        "--over", type=Path, metavar=_("FILE"), help=_("the rows; those of the annex's own table when absent")
    )
    batch.add_argument("--to", default="", help=_("only these, parted by commas: docx, pdf, facts.json"))
    out = _("the folder for the result, or an address such as s3://bucket/folder; out/ when absent")
    batch.add_argument("-o", "--out", default="", help=out)
    jobs = _("how many processes make annexes at a time; one when absent, 0 for as many as there are cores")
    batch.add_argument("--jobs", type=_count, default=1, metavar=_("NUMBER"), help=jobs)
    scheduler = _("the address of a Dask scheduler whose workers make them: tcp://...")
    batch.add_argument("--scheduler", default="", metavar=_("ADDRESS"), help=scheduler)
    strict = _("a warning stops the build as an error does")
    batch.add_argument("--strict", action="store_true", help=strict)
    least = _("the least severe finding that gives exit code 1")
    batch.add_argument("--fail-on", choices=("warning", "error"), default="error", help=least)


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(text)
    return int(text)


def _batch(options: argparse.Namespace) -> int:
    root = project_root(options)
    names = annex_names(root)
    if options.annex is None and len(names) != 1:
        raise Misuse(say(options, "Say which annex: {known}.", known=", ".join(names) or "-"))
    remote = "://" in options.out
    out = Path(options.out) if options.out and not remote else None
    if options.over and not options.over.is_file():
        raise Misuse(say(options, "There is no file {name}.", name=options.over))
    progress = ProgressLine(options)
    wanted = Asked(
        options.annex or names[0],
        Options(asked_formats(options), out, options.strict),
        options.over,
        options.out if remote else "",
        options.jobs or os.cpu_count() or 1,
        options.scheduler,
        options.lang,
    )
    try:
        summary = run_batch(root, wanted, progress.rows if progress.shown else None)
    except BuildFailed as failed:
        raise Refused(failed.report) from None
    except ImportError as error:
        extra = "dask" if options.scheduler and not remote else "fjernlager"
        text = "Not installed: {name}. Install it with: pip install bilag[{extra}]"
        raise Misuse(say(options, text, name=error.name, extra=extra)) from None
    except (OSError, ValueError) as error:
        address = options.scheduler or options.out or root
        text = "{address} cannot be reached: {reason}"
        raise Misuse(say(options, text, address=address, reason=str(error))) from None
    finally:
        progress.done()
    return _told(root, summary, options)


def _told(root: Path, summary: Summary, options: argparse.Namespace) -> int:
    """What became of the batch, on the screen; the exit code."""
    reports = reports_of(root, [(summary.annex, summary.report)], options)
    counts = {
        "rows": summary.rows,
        "made": summary.made,
        "unchanged": summary.unchanged,
        "failed": summary.failed,
    }
    remote = not summary.listed or "://" in summary.listed
    listed = summary.listed if remote else shown(root / summary.listed)
    if options.format == "json":
        print(json.dumps({**counts, "complete": summary.complete, "list": listed}, indent=2))
    else:
        print_report(reports, options)
        excerpts = Excerpts(root)
        for _row, found in sorted(summary.told.items()):
            print(as_text(dict.fromkeys(found.findings), options.lang, excerpts.of))
        text = "{rows} rows: {made} made, {unchanged} unchanged, {failed} not made. The list is {listed}."
        print(say(options, text, **counts, listed=listed or "-"))
    if not summary.complete:
        print(say(options, "The batch is not complete: run it again to go on."), file=sys.stderr)
    worst = max((f.severity for f in reports.findings), default=Severity.NOTE)
    if summary.stopped:
        return STOPPED
    worst = max(worst, summary.worst or Severity.NOTE)
    return FINDINGS if worst >= reports.least or summary.failed else FINE
