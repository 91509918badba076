"""The command line, called in this process."""

from __future__ import annotations

from bilag.cli import run


def call(capsys, *arguments):
    code = run(arguments)
    said = capsys.readouterr()
    return code, said.out, said.err
