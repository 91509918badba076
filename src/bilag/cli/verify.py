"""`bilag verify`: are delivered files what they should be?"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bilag.cli.report.agreement import (
    agreement_as_json,
    agreement_as_text,
    cannot_read,
    problems_as_json,
)
from bilag.cli.report.conformance import complaints, verdicts_as_json, verdicts_as_text, worst
from bilag.cli.report.verification import answers_as_json, answers_as_text
from bilag.cli.shared import FINDINGS, FINE, MISUSE, Commands, Misuse, say
from bilag.pipeline.verify import read, verify
from bilag.storage.project import find_root
from bilag.versions.delivered import CannotReadError, Delivered
from bilag.versions.differences import agreement, agreement_outcome
from bilag.versions.judge.judges import judge_files
from bilag.versions.read.readers import read_file
from bilag.versions.verification import refuted


def add_to(commands: Commands) -> None:
    _ = commands.words
    verify = commands.add("verify", _verify)
    verify.add_argument(
        "--conformance",
        action="store_true",
        help=_("PDF files against PDF/UA and PDF/A, judged by veraPDF, page-validation and PDFium"),
    )
    files = _(
        "one delivered file, or a Word file and the PDF that should say the same; with --conformance PDFs"
    )
    verify.add_argument("files", nargs="+", type=Path, metavar=_("FILE"), help=files)


def _verify(options: argparse.Namespace) -> int:
    if options.conformance:
        return _conformance(options)
    return _one_file(options.files[0], options) if len(options.files) == 1 else _agreement(options)


def _one_file(path: Path, options: argparse.Namespace) -> int:
    root = find_root(Path.cwd())
    try:
        answers = list(verify(read(path, root), root))
    except CannotReadError as refused:
        if options.format == "json":
            print(problems_as_json({path: refused}, options.lang))
        print(cannot_read(path, refused, options.lang), file=sys.stderr)
        return MISUSE
    printed = answers_as_json if options.format == "json" else answers_as_text
    print(printed(path, answers, options.lang))
    return FINDINGS if refuted(answers) else FINE


def _conformance(options: argparse.Namespace) -> int:
    results = judge_files(dict.fromkeys(options.files))
    printed = verdicts_as_json if options.format == "json" else verdicts_as_text
    if text := printed(results, options.lang):
        print(text)
    for line in complaints(results, options.lang):
        print(line, file=sys.stderr)
    return {"conforms": FINE, "fails": FINDINGS, "unchecked": FINDINGS, "problem": MISUSE}[worst(results)]


def _agreement(options: argparse.Namespace) -> int:
    asked = "Name one file, or a Word file and a PDF file, or write --conformance to have PDF files judged."
    if len(options.files) != 2:
        raise Misuse(say(options, asked))
    read: dict[str, tuple[Path, Delivered]] = {}
    problems: dict[Path, CannotReadError] = {}
    for path in options.files:
        try:
            file = read_file(path)
        except CannotReadError as refused:
            problems[path] = refused
        else:
            read[file.kind] = (path, file)
    if problems:
        if options.format == "json":
            print(problems_as_json(problems, options.lang))
        for path, error in problems.items():
            print(cannot_read(path, error, options.lang), file=sys.stderr)
        return MISUSE
    if len(read) != 2:
        raise Misuse(say(options, asked))
    (word_path, word), (pdf_path, pdf) = read["docx"], read["pdf"]
    found = agreement(word, pdf)
    if options.format == "json":
        print(agreement_as_json(word_path, pdf_path, found))
    else:
        print(agreement_as_text(found, options.lang))
    return FINE if agreement_outcome(found) == "equal" else FINDINGS
