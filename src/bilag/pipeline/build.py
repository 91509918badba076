"""Conducts `bilag build`: makes what changed since it was last made, and takes the rest from the cache.

An annex is taken from there where all that it depends on is as it was, by hash: its files and those that were
looked for in vain, its template, its ledger, the options, SOURCE_DATE_EPOCH, and the tool with its libraries.
Then no stage runs and none is imported. The files are delivered in the same way as those made just now, so
that one which is missing, older or edited by a person is treated alike.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from bilag.diagnostics.findings import Report
from bilag.diagnostics.rules import Severity
from bilag.pipeline import reportjson
from bilag.pipeline.deliver import Built, Made, Options, Share, Standing, deliver
from bilag.storage.cache import Cache, Shelf, key_of
from bilag.storage.fingerprints import ledger_state, looked_at, looked_for, signatures, tool_state
from bilag.storage.manifest import file_hash
from bilag.storage.memo import from_shelf
from bilag.storage.project import annex_names, ledger_folder
from bilag.write.writers import WRITERS

if TYPE_CHECKING:
    from bilag.pipeline.prepared import Prepared, Progress


class _Held(Struct, frozen=True):
    """What of a remembered annex is held against the others, as JSON; `report` hears of it."""

    annex: str
    report: Report
    shared: Mapping[str, Any]

    def share(self) -> Share:
        return Share(self.annex, self.report, *reportjson.shared_from_json(self.shared))


class _Recalled(Struct, frozen=True):
    """An annex as it was made before."""

    made: Made
    held: _Held


class _Fresh(Struct, frozen=True):
    """An annex that has been read now; `found` is its own report, and `before` the files as they were."""

    prepared: Prepared
    share: Share
    found: Mapping[str, Any]
    before: Mapping[str, tuple[int, ...]]


def build_all(
    root: Path,
    names: Sequence[str],
    options: Options,
    *,
    progress: Progress | None = None,
    cache: Cache | None = None,
) -> list[Built]:
    """Build annexes and hold them against each other; what `cache` holds is not made again.

    Under `options.strict` they are compared first, so that an annex which contradicts another is not written.
    Else each is written and let go of before the next is read, as they may be large.
    """
    builder = _Builder(root, options, progress, cache)
    if options.strict:
        begun = [builder.begin(name) for name in names]
        builder.compare([_side(annex) for annex in begun])
        return [builder.finish(annex) for annex in begun]
    results: list[Built] = []
    sides: list[Share | _Held | None] = []
    for name in names:
        annex = builder.begin(name)
        sides.append(_side(annex))
        results.append(builder.finish(annex))
        del annex
    builder.compare(sides)
    return results


def standing_of(root: Path, built: Built, cache: Cache | None = None) -> Standing | None:
    """How a build differs from the last issued version; None where nothing was built, or issued."""
    annex, files = built.annex, built.files
    if not files or not ledger_folder(root, annex).is_dir():
        return None
    hashes = [((file.instead or file.path).name, file_hash(file.path)) for file in files]
    key = key_of("standing", annex, hashes, ledger_state(root, annex), tool_state(cache) if cache else "")
    try:
        if cache and (known := cache.get(key)[0]):
            return Standing(known["version"], tuple(known["differing"]))
    except (LookupError, TypeError):
        pass
    from bilag.pipeline.issue import standing  # noqa: PLC0415 - only where something changed

    found = standing(root, annex, files)
    if cache and found:
        cache.put(key, {"version": found.version, "differing": found.differing})
    return found


def _side(annex: _Recalled | _Fresh | Built) -> Share | _Held | None:
    match annex:
        case _Recalled():
            return annex.held
        case _:
            return annex.share


class _Builder:
    def __init__(self, root: Path, options: Options, progress: Progress | None, cache: Cache | None) -> None:
        self.root, self.options, self.progress = root, options, progress
        self.kinds = options.to or tuple(WRITERS)
        # A third party's writer may look at anything: what it makes is not kept.
        self.cache = cache if set(self.kinds) <= WRITERS.keys() else None
        self.tool = tool_state(self.cache) if self.cache else ""
        self.epoch = os.environ.get("SOURCE_DATE_EPOCH", "")

    def begin(self, name: str) -> _Recalled | _Fresh | Built:
        """The annex before anything is written; all there is to say of one that cannot be composed."""
        kept = self.cache is not None and name in annex_names(self.root)  # any other name may lead anywhere
        if kept and (known := self.recall(name)):
            return known
        from bilag.pipeline.make import prepared_or_built, share_of  # noqa: PLC0415 - only where something changed

        before = signatures(self.root, name) if kept else {}
        with from_shelf(Shelf(self.cache, self.tool, name) if self.cache and kept else None):
            prepared = prepared_or_built(self.root, name, self.progress)
        if isinstance(prepared, Built):
            return prepared
        found = reportjson.report_as_json(prepared.report) if self.cache else {}
        return _Fresh(prepared, share_of(prepared), found, before)

    def compare(self, sides: Sequence[Share | _Held | None]) -> None:
        known = [side for side in sides if side is not None]
        held = [side.shared for side in known if isinstance(side, _Held)]
        if len(held) == len(known) and reportjson.nothing_differs(held):
            return
        from bilag.pipeline.make import across  # noqa: PLC0415

        shares = [side.share() if isinstance(side, _Held) else side for side in known]
        across(shares, whole=len(shares) == len(annex_names(self.root)))

    def finish(self, annex: _Recalled | _Fresh | Built) -> Built:
        """Write and record it."""
        match annex:
            case Built():
                return annex
            case _Recalled(made, held):
                worst = held.report.worst()
                if self.options.strict and worst is not None and worst >= Severity.WARNING:
                    return Built(made.annex, held.report)
                return deliver(self.root, made, held.report, self.options.out)
            case _Fresh():
                return replace(self._make(annex), share=annex.share)

    def _make(self, annex: _Fresh) -> Built:
        from bilag.pipeline.make import make  # noqa: PLC0415

        report = annex.prepared.report
        before = len(report.findings)
        made = make(self.root, annex.prepared, self.options, self.progress)
        if made is None:
            return Built(annex.share.annex, report)
        if len(report.findings) == before:  # nothing was said of what was drawn
            self.keep(annex, made)
        return deliver(self.root, made, report, self.options.out)

    # --- the cache ---------------------------------------------------------------------------------------

    def _question(self, name: str) -> list[object]:
        """What is asked for, and of which tool, whatever the files say."""
        return [self.tool, name, list(self.kinds), self.options.strict, self.epoch]

    def recall(self, name: str) -> _Recalled | None:
        """The annex from the cache, where all that it depends on is as it was."""
        if self.cache is None:
            return None
        question = self._question(name)
        try:
            files, _ = self.cache.get(key_of("files", *question))
            looked = looked_at(self.root, name, *files)
            value, outputs = self.cache.get(key_of("annex", *question, looked))
            made = Made(**value["made"], outputs=outputs)
            report = reportjson.report_from_json(value["report"])
        except (OSError, LookupError, TypeError, ValueError):
            return None
        if outputs.keys() != {f"{name}.{kind}" for kind in self.kinds}:
            return None
        return _Recalled(made, _Held(name, report, value["shared"]))

    def keep(self, annex: _Fresh, made: Made) -> None:
        """Remember it, unless a file changed while it was read: then nobody knows what was made from what."""
        if self.cache is None:
            return
        name, prepared, share = made.annex, annex.prepared, annex.share
        template = prepared.inputs.template
        own = f"templates/{template}/"
        parts = sorted(path.removeprefix(own) for path in prepared.template.files)
        paths = looked_for(name, prepared.inputs.files)
        try:
            looked = looked_at(self.root, name, paths, template, parts)
        except OSError:
            return
        if signatures(self.root, name) != annex.before:
            return
        value = {
            "made": {
                "annex": name,
                "version": made.version,
                "hash": made.hash,
                "inputs": dict(made.inputs),
                "parts": dict(made.parts),
                "printed": dict(made.printed),
            },
            "report": annex.found,
            "shared": reportjson.shared_as_json(share.facts, share.waivers, share.prose),
        }
        question = self._question(name)
        self.cache.put(key_of("annex", *question, looked), value, made.outputs)
        self.cache.put(key_of("files", *question), [paths, template, parts])
