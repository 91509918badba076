"""The real annex, built once a process, and copies of its project, for the tests that prove it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from bilag.pipeline.prepare import prepare
from bilag.pipeline.prepared import Prepared
from bilag.write.writers import WRITERS
from tests.support.paths import ROOT

NAME = "kina-2012-2017"
CONTENT, DATA = ROOT / "content" / NAME, ROOT / "data" / NAME


@cache
def prepared() -> Prepared:
    return prepare(ROOT, NAME)


@cache
def output(kind: str) -> bytes:
    """The bytes of "docx", "pdf" or "facts.json"."""
    return WRITERS[kind](prepared().document, prepared().template)


def copy_project(to: Path, *, templates: bool = True) -> Path:
    """The annex as a project of its own, under another path."""
    for part in ("content", "data"):
        shutil.copytree(ROOT / part / NAME, to / part / NAME)
    shutil.copy(ROOT / "content" / "terms.yaml", to / "content")
    if templates:
        shutil.copytree(ROOT / "templates", to / "templates")
    return to


def plain_environment() -> dict[str, str]:
    """The environment without what may change a build, so that a test sets just what it means to."""
    lost = {"SOURCE_DATE_EPOCH", "TZ", "LANG", "LANGUAGE", "PYTHONHASHSEED", "NO_COLOR", "CI"}
    return {k: v for k, v in os.environ.items() if k not in lost and not k.startswith(("LC_", "BILAG_"))}


def run_bilag(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bilag", *arguments],
        cwd=cwd,
        env=plain_environment() | environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
