"""`bilag diff`: what changed between two versions of an annex."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from bilag.cli.issue import refuse_no_date
from bilag.cli.report.agreement import cannot_read
from bilag.cli.report.changepage import changes_as_page
from bilag.cli.report.changes import changes_as_json, changes_as_text, remark_lines
from bilag.cli.shared import FINDINGS, FINE, Commands, Misuse, Refused, project_root, say, shown
from bilag.diagnostics.findings import BuildFailed, Report
from bilag.diagnostics.messages import as_text
from bilag.pipeline import compare as comparing
from bilag.pipeline.compare import Named, Side, compared, frozen_faults
from bilag.pipeline.deliver import deliver_aside
from bilag.storage.files import Written
from bilag.storage.project import annex_names, find_root
from bilag.versions.changes import Changes, data_only
from bilag.versions.delivered import CannotReadError

_FILES = (".docx", ".pdf")


def add_to(commands: Commands) -> None:
    _ = commands.words
    diff = commands.add("diff", _diff)
    _sides(diff, commands)
    diff.add_argument(
        "--data", action="store_true", help=_("only what changes in the data touch, before anything is built")
    )
    diff.add_argument("--page", action="store_true", help=_("write it as a page, to be opened in a browser"))

    redline = commands.add("redline", _redline)
    _sides(redline, commands)
    redline.add_argument(
        "--sheet",
        action="store_true",
        help=_("make all that goes with a correction: the annex, the correction sheet, a text for the case"),
    )
    redline.add_argument(
        "--author", default="", help=_("whose the changes are; the organisation when absent")
    )
    redline.add_argument(
        "--date", default="", metavar=_("DATE"), help=_("the date of the changes; the annex's when absent")
    )


def _sides(command: argparse.ArgumentParser, commands: Commands) -> None:
    _ = commands.words
    said = _("an annex, an issued version, a folder or a file; when absent, the version issued last")
    command.add_argument("old", nargs="?", default="", metavar=_("OLD"), help=said)
    said = _("the same; when absent, the annex as it is now")
    command.add_argument("new", nargs="?", default="", metavar=_("NEW"), help=said)
    command.add_argument("--annex", default="", metavar=_("ANNEX"), help=_("where there is more than one"))


def _diff(options: argparse.Namespace) -> int:
    annex, old, new = sides(options)
    faults = frozen_faults(find_root(Path.cwd()) or Path(), old, new)
    changes = compared(old, new)
    if options.data:
        changes = data_only(changes)
    if options.page:
        return max(_page(annex, changes, new, options), _faults(faults, options))
    printed = changes_as_json if options.format == "json" else changes_as_text
    print(printed(changes, options.lang))
    return _faults(faults, options)


def _page(annex: str, changes: Changes, new: Side, options: argparse.Namespace) -> int:
    title = new.document.meta.title if new.document else new.version.name
    data = changes_as_page(title, changes, options.lang).encode()
    report = Report()
    _say_written(
        deliver_aside(project_root(options), annex, "intern", {f"{annex}.aendringer.html": data}, report)
    )
    return _faults(report, options)


def _redline(options: argparse.Namespace) -> int:
    refuse_no_date(options)
    annex, old, new = sides(options, replaced=options.sheet)
    root = project_root(options)
    report = comparing.frozen_faults(root, old, new)
    if options.sheet and report.has_errors():  # nobody could trust what it says was printed
        raise Refused(report)
    changes = comparing.compared(old, new)
    remarks = {change.id: remark_lines(change, options.lang) for change in changes.facts or ()}
    written: list[Written] = []
    try:
        if options.sheet:
            written += comparing.sheet(root, annex, changes, new, report)
            if new.prepared and new.entry is None and not report.has_errors():
                written += comparing.rebuilt(root, new.prepared)
                report.extend(new.prepared.report)
        written += comparing.redline(
            root,
            annex,
            old,
            new,
            author=options.author.strip(),
            date=options.date,
            mark=say(options, "INTERNAL - changes marked"),
            remarks=remarks,
            report=report,
        )
    except comparing.NoVersionError as error:
        raise Misuse(_sentence(say(options, error.said, **error.words))) from None
    _say_written(written)
    return _faults(report, options)


def _say_written(files: Iterable[Written]) -> None:
    for written in files:
        print(shown(written.path))


def _faults(report: Report, options: argparse.Namespace) -> int:
    """What could not be written, or is not as it was issued, on stderr."""
    if report.findings:
        print(as_text(report, options.lang), file=sys.stderr)
    return FINDINGS if report.has_errors() else FINE


# --- which two -------------------------------------------------------------------------------------------


def sides(options: argparse.Namespace, *, replaced: bool = False) -> tuple[str, Side, Side]:
    """The annex and the two versions that are meant; `replaced`: the older is the one that the newer says it
    replaces. Misuse and Refused as for every command."""

    given = [text for text in (options.old, options.new) if text]
    root = find_root(Path.cwd())
    if root is None and len(given) < 2:
        root = project_root(options)  # says what is missing
    annex, given = _annex(root, given, options)
    names = {
        "today": say(options, "the annex as it is now"),
        "folder": say(options, "the files in the folder {folder}", folder="{folder}"),
        "issued": say(options, "version {version}, issued {date}", version="{version}", date="{date}"),
    }
    place = Path()
    try:
        found = []
        for text in given:
            place = Path(text)
            found.append(comparing.named(root or Path(), annex, text, names))
        if len(found) < 2:
            found.append(comparing.today(root or Path(), annex, names))
        if len(found) < 2:
            found.insert(0, _older(root or Path(), annex, found[0] if replaced else None, names, options))
    except comparing.NoVersionError as error:
        raise Misuse(_sentence(say(options, error.said, **error.words))) from None
    except CannotReadError as error:
        raise Misuse(cannot_read(place, error, options.lang)) from None
    except BuildFailed as failed:
        raise Refused(failed.report) from None
    return annex, found[0], found[1]


def _annex(root: Path | None, given: Sequence[str], options: argparse.Namespace) -> tuple[str, list[str]]:
    """The annex, by its name among the arguments or as the only one; and the arguments that are left."""
    known = annex_names(root) if root else []
    meant = options.annex or next((text for text in given if text in known), "")
    rest = [text for text in given if text != meant or text not in known]
    if options.annex and options.annex not in known:
        raise Misuse(say(options, "Say which annex: {known}.", known=", ".join(known) or "-"))
    if not meant and len(known) == 1:
        meant = known[0]
    numbers = [text for text in rest if not (Path(text).exists() or Path(text).suffix in _FILES)]
    if not meant and (len(rest) < 2 or (numbers and known)):
        raise Misuse(say(options, "Say which annex: {known}.", known=", ".join(known) or "-"))
    return meant, rest


def _older(root: Path, annex: str, new: Side | None, names: Named, options: argparse.Namespace) -> Side:
    """The version that `new` says it replaces, else the one issued last, else the files of the last build,
    and a word on stderr about that."""

    if new is not None:
        old, faults = comparing.replaced(root, annex, new, names)
        if faults.has_errors():
            raise Refused(faults)
        return old
    faults = Report()
    last = comparing.last_issued(root, annex, names, faults)
    if last is not None:
        return last
    if faults.has_errors():
        raise Refused(faults)
    folder = root / "out" / annex
    if not folder.is_dir():
        said = "{annex} was neither issued nor built, so there is nothing to compare with."
        raise Misuse(say(options, said, annex=annex))
    if not options.quiet:
        said = "Nothing was issued of {annex}: it is compared with the files of the last build."
        print(say(options, said, annex=annex), file=sys.stderr)
    return comparing.of_folder(folder, names)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")
