"""Conducts `bilag watch`: which annexes a change concerns, their builds, and what came of each."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from bilag.diagnostics.findings import Finding, Report
from bilag.diagnostics.rules import Severity
from bilag.pipeline.deliver import Built, Options
from bilag.pipeline.make import across, build
from bilag.pipeline.prepared import Progress
from bilag.pipeline.watch.news import News, news
from bilag.pipeline.watch.notices import FOLDERS
from bilag.storage.project import SETTINGS, TERMS, annex_names

_ALL = {*FOLDERS, SETTINGS, TERMS}


class Round(Struct, frozen=True):
    """What a change came to for one annex.

    `built` is None where it was not built: another annex changed what is found in it, it is `gone`, or the
    build broke off at a `fault` of ours. `seconds` is the time that the build took.
    """

    annex: str
    news: News
    report: Report = field(default_factory=Report)
    built: Built | None = None
    seconds: float = 0.0
    gone: bool = False
    fault: Exception | None = None


def concerned(paths: Collection[str], annexes: Sequence[str], templates: Mapping[str, str]) -> list[str]:
    """The annexes that are made from any of these paths: from their own folders, or from what all use.

    `templates` names the template of each annex; of one that is not there any template may be it.
    """
    if not _ALL.isdisjoint(paths):
        return list(annexes)
    parts = {tuple(path.split("/")[:2]) for path in paths}
    changed = {part[1] for part in parts if part[0] == "templates"}
    return [
        name
        for name in annexes
        if {("content", name), ("data", name)} & parts
        or (changed and (name not in templates or templates[name] in changed))
    ]


class Watch(Struct):
    """The annexes of a project as they were last built. `names`: those that are asked for; all if none."""

    root: Path
    options: Options
    names: Sequence[str] = ()
    _built: dict[str, Built] = field(default_factory=dict)
    _said: dict[str, tuple[Finding, ...]] = field(default_factory=dict)

    def round(self, paths: Collection[str], progress: Progress | None = None) -> Iterator[Round]:
        """Build what these changed paths concern, and tell what is new in any annex, in their order.

        The files of an annex that cannot be built stay as they are.
        """
        annexes = list(self.names) or annex_names(self.root)
        for name in sorted(self._said.keys() - set(annexes)):
            self._built.pop(name, None)
            yield Round(name, news(self._said.pop(name), ()), gone=True)
        templates = {name: built.share.template for name, built in self._built.items() if built.share}
        seconds: dict[str, float] = {}
        for name in concerned(paths, annexes, templates):
            start = time.perf_counter()
            try:
                self._built[name] = build(self.root, name, self.options, progress=progress)
            except Exception as fault:  # a file may go while it is read; the watch goes on
                yield Round(name, News(), fault=fault)
                continue
            seconds[name] = time.perf_counter() - start
        reports = self._held_together()
        for name in annexes:
            tidings = self._news(name, reports)
            if name in seconds:
                yield Round(name, tidings, reports[name], self._built[name], seconds[name])
            elif tidings:
                yield Round(name, tidings, reports[name])

    def _news(self, name: str, reports: Mapping[str, Report]) -> News:
        """What is new of an annex since it was last told, which is from now on as it is.

        Where an annex cannot be composed its checks have not run: what they found before is not resolved.
        """
        if name not in reports:
            return News()
        found = tuple(reports[name])
        tidings = news(self._said.get(name, ()), found)
        composed = self._built[name].share is not None
        gone = tuple(each for each in tidings.resolved if composed or each.severity is Severity.ERROR)
        self._said[name] = (*found, *(each for each in tidings.resolved if each not in gone))
        return replace(tidings, resolved=gone)

    def _held_together(self) -> dict[str, Report]:
        """The reports with what the annexes say of each other, anew: what is kept has none of it."""
        reports = {
            name: Report(list(built.report.findings), list(built.report.waived))
            for name, built in sorted(self._built.items())
        }
        shares = [
            replace(built.share, report=reports[name])
            for name, built in sorted(self._built.items())
            if built.share
        ]
        across(shares, whole=len(shares) == len(annex_names(self.root)))
        return reports
