"""Conducts the writers and, where they are to be trusted no further than seen, the readers.

What a writer cannot draw, and what does not read back as what the annex says, is a finding at the place in
the sources that it came from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from bilag.diagnostics.findings import Finding, Report, Span
from bilag.document.faults import BadPicture, CannotWrite, DrawingFault, MissingFont, MissingGlyph, TallHead
from bilag.document.forms.documentlines import normal_form
from bilag.document.model import Document
from bilag.document.walks import passages, texts
from bilag.inputs.annex import Inputs
from bilag.pipeline.deliver import deliver_aside
from bilag.versions.delivered import CannotReadError
from bilag.write.writers import WRITERS, writer

if TYPE_CHECKING:
    from bilag.pipeline.prepared import Prepared, Progress


def drawn(
    root: Path, prepared: Prepared, kinds: Sequence[str] = (), progress: Progress | None = None
) -> dict[str, bytes]:
    """The files of an annex by name, nothing written yet; what cannot be drawn is an error in the report.

    `kinds` as in `Options.to`. KeyError for one that no writer writes.
    """
    document, name = prepared.document, prepared.inputs.name
    outputs: dict[str, bytes] = {}
    for kind in kinds or tuple(WRITERS):
        write = writer(kind)
        if write is None:
            raise KeyError(kind)
        if progress:
            progress(name, kind)
        try:
            outputs[f"{name}.{kind}"] = write(document, prepared.template)
        except CannotWrite as refused:
            for fault in refused.faults:
                _report_fault(root, fault, document, prepared.inputs, prepared.report)
    return outputs


def comment(
    root: Path, prepared: Prepared, say: Callable[[Finding], tuple[str, ...]], mark: str
) -> tuple[Path, ...]:
    """Write the copy of the Word file that has the findings as comments; an older copy of ours gives way."""
    from bilag.document.forms.findingplaces import blocks_of  # noqa: PLC0415
    from bilag.write.docx.comments import Remark, write_commented  # noqa: PLC0415

    report, name = prepared.report, prepared.inputs.name
    placed = blocks_of(prepared.document, report)
    remarks = [Remark(block, say(found)) for found, block in placed]
    data = write_commented(prepared.document, prepared.template, remarks, mark)
    files = {f"{name}.kommentarer.docx": data}
    return tuple(written.path for written in deliver_aside(root, name, "intern", files, report))


def read_back(outputs: Mapping[str, bytes], prepared: Prepared, progress: Progress | None = None) -> None:
    """Hold what Word and PDF say, as readers of their own read it, against what the annex says; what differs
    is an error in the report."""
    from bilag.document.forms.linespans import line_spans  # noqa: PLC0415
    from bilag.versions.differences import differences  # noqa: PLC0415 - a plain build does not pay for it
    from bilag.versions.read.readers import READERS, read_delivered  # noqa: PLC0415

    document, report = prepared.document, prepared.report
    if progress:
        progress(prepared.inputs.name, "read")
    lines = normal_form(document, prepared.template.labels)
    main = Span(f"content/{prepared.inputs.name}/bilag.md", 1)
    for file, data in outputs.items():
        if not file.endswith(tuple(f".{kind}" for kind in READERS)):
            continue
        try:
            said = read_delivered(data)
        except CannotReadError as error:
            report.add("READ-BACK-UNREADABLE", main, file=file, reason=str(error))
            continue
        found = list(differences(lines, said.lines))
        spans = line_spans(document, lines) if found else []
        for each in found:
            here = spans[each.number] if each.one is not None or each.aspect == "cell" else ()
            at = dict(enumerate(here, 1)).get(each.place.column or 1)
            expected, got = each.one or "-", each.other or "-"
            report.add(
                "READ-BACK-DIFFERENT", at or main, file=file, text=each.text, expected=expected, found=got
            )
        if said.hash != document.hash:
            report.add("READ-BACK-HASH", main, file=file)


def _report_fault(
    root: Path, fault: DrawingFault, document: Document, inputs: Inputs, report: Report
) -> None:
    """What a writer could not draw, as a finding at the place in the source that it came from."""
    match fault:
        case MissingGlyph(char, text, font):
            found = (p.span for p in passages(document) if p.span and char in "".join(texts(p.content)))
            where: Span | None = _sign(root, char, next(found, Span(f"content/{inputs.name}/bilag.md", 1)))
            report.add("GLYPH-MISSING", where, char=char, code=f"U+{ord(char):04X}", font=font, text=text)
        case BadPicture(block):
            where = next((p.span for p in passages(document) if p.id == block), None)
            report.add("PICTURE-UNUSABLE", where or Span(inputs.name), file=block)
        case TallHead(block):
            where = next((p.span for p in passages(document) if p.id == block), None)
            report.add("TABLE-HEAD-TALL", where or Span(inputs.name), block=block)
        case MissingFont(style, font):
            report.add("FONT-MISSING", Span(f"templates/{inputs.template}"), style=style, font=font)


def _sign(root: Path, char: str, span: Span) -> Span:
    """The very place of a sign in a text file: the first from where its paragraph begins."""
    if span.column or span.sheet or not span.line:
        return span
    lines = (root / span.path).read_text(encoding="utf-8", errors="replace").splitlines()[span.line - 1 :]
    for number, line in enumerate(lines, span.line):
        if char in line:
            return replace(span, line=number, column=line.index(char) + 1)
    return span
