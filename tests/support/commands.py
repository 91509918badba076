"""The command line, called in this process."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
from pathlib import Path
from unittest import mock

from bilag.cli import run
from tests.support import kina


def call(capsys, *arguments):
    code = run(arguments)
    said = capsys.readouterr()
    return code, said.out, said.err


def run_here(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """As `kina.run_bilag` in a process of its own, which takes a second longer, tells it."""
    out, err = io.StringIO(), io.StringIO()
    environment = mock.patch.dict(os.environ, kina.plain_environment(), clear=True)
    with environment, contextlib.chdir(cwd), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(arguments)
    return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())
