"""`bilag watch`: builds again whenever something changes, and tells findings as they come and go."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from bilag.cli.report.findings import counted
from bilag.cli.shared import (
    FINE,
    Commands,
    Misuse,
    asked_formats,
    fault_line,
    project_root,
    say,
    shown,
)
from bilag.cli.terminal import ProgressLine
from bilag.diagnostics.findings import Finding
from bilag.diagnostics.jsontext import json_line
from bilag.diagnostics.messages import as_text, finding_rows
from bilag.pipeline.deliver import Options
from bilag.pipeline.watch.notices import FOLDERS, notices
from bilag.pipeline.watch.watch import Round, Watch


def add_to(commands: Commands) -> None:
    _ = commands.words
    watch = commands.add("watch", _watch)
    many = _("all annexes when none is named, those too that come while it watches")
    watch.add_argument("annexes", nargs="*", metavar=_("ANNEX"), help=many)
    watch.add_argument("--to", default="", help=_("only these, parted by commas: docx, pdf, facts.json"))
    watch.add_argument("-o", "--out", type=Path, help=_("the folder for the result; out/ when absent"))
    poll = _("look at the files again and again, for a network drive that does not tell what changes on it")
    watch.add_argument("--poll", action="store_true", help=poll)


def _watch(options: argparse.Namespace) -> int:
    """Until it is interrupted, which is how it ends well."""
    with contextlib.suppress(KeyboardInterrupt):
        _rounds(options)
    return FINE


def _rounds(options: argparse.Namespace) -> None:
    root = project_root(options)
    out = (options.out or root / "out").resolve()
    for folder in FOLDERS:
        if out.is_relative_to((root / folder).resolve()):
            said = "The result cannot be put in {folder}/ while that folder is watched."
            raise Misuse(say(options, said, folder=folder))
    names = tuple(dict.fromkeys(options.annexes))
    watch = Watch(root, Options(asked_formats(options), out), names)
    progress = ProgressLine(options)
    if options.format == "text" and not options.quiet:
        _print(say(options, "Watching {root}. Press Ctrl+C to stop.", root=root))
    for paths in notices(root, poll=options.poll):
        for each in watch.round(paths, progress.stage):
            progress.done()
            _tell(each, options)


def _tell(each: Round, options: argparse.Namespace) -> None:
    if each.fault:
        if os.environ.get("BILAG_DEBUG"):
            raise each.fault
        print(fault_line(each.fault, options.lang), file=sys.stderr, flush=True)
    elif options.format == "json":
        _print(json_line(_as_object(each, options)))
    else:
        _print("\n".join(_as_lines(each, options)))


def _as_lines(each: Round, options: argparse.Namespace) -> Iterable[str]:
    """What is new with its hint, what is resolved in one line, and last what came of the annex."""
    for finding in each.news.new:
        yield say(options, "New: {finding}", finding=as_text([finding], options.lang))
    for finding in each.news.resolved:
        line = as_text([finding], options.lang).partition("\n")[0]
        yield say(options, "Resolved: {finding}", finding=line)
    found = counted(each.report, each.report.waived, options.lang)
    if each.gone:
        yield say(options, "{annex}: the annex is gone; its last files stand.", annex=each.annex)
    elif each.built is None:
        yield f"{each.annex}: {found}."
    elif not each.built.files:
        said = "{annex}: not built, the last files stand. {found}."
        yield say(options, said, annex=each.annex, found=found)
    else:
        for id, old, new in each.built.changes:
            yield say(options, "{fact}: {old} \u2192 {new}", fact=id, old=old, new=new)
        files = [file.path for file in each.built.files if file.changed]
        said = "{annex}: {files} in {folder} ({seconds} s). {found}."
        yield say(
            options,
            said if files else "{annex}: unchanged ({seconds} s). {found}.",
            annex=each.annex,
            files=", ".join(path.name.removeprefix(f"{each.annex}.") for path in files),
            folder=shown(files[0].parent) if files else "",
            seconds=_seconds(each.seconds, options),
            found=found,
        )


def _seconds(seconds: float, options: argparse.Namespace) -> str:
    text = f"{seconds:.2f}"
    return text.replace(".", ",") if options.lang == "da" else text


def _as_object(each: Round, options: argparse.Namespace) -> dict[str, object]:
    """One event for another program; `event` is built, failed, gone or found."""

    def rows(findings: Iterable[Finding]) -> object:
        return finding_rows(findings, options.lang)

    built = each.built
    event = "gone" if each.gone else "found" if built is None else "built" if built.files else "failed"
    return {
        "event": event,
        "annex": each.annex,
        "files": [{"path": shown(f.path), "changed": f.changed} for f in (built.files if built else ())],
        "changes": [
            {"fact": id, "before": old, "after": new} for id, old, new in (built.changes if built else ())
        ],
        "new": rows(each.news.new),
        "resolved": rows(each.news.resolved),
        "stayed": each.news.stayed,
        "seconds": round(each.seconds, 3),
    }


def _print(text: str) -> None:
    """At once: a person waits for it, and so does a program at the other end of a pipe."""
    if text:
        print(text, flush=True)
