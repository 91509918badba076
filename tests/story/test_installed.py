"""The project as others get it: as a wheel without the checkout, and as a fresh clone with one command."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from bilag import __version__
from bilag.versions.read.docx import read_docx
from tests.support import kina
from tests.support.tools import require_tool

pytestmark = pytest.mark.long

FONTS = ("Carlito-Regular.ttf", "Carlito-Bold.ttf", "Carlito-Italic.ttf", "Carlito-BoldItalic.ttf", "OFL.txt")


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    outside = {k: v for k, v in kina.plain_environment().items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=outside | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built without the network; the backend is the locked one of this environment."""
    folder = tmp_path_factory.mktemp("hjul")
    options = ("--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", folder)
    run(sys.executable, "-m", "pip", "wheel", "--quiet", *options, kina.ROOT, cwd=folder)
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def command(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command of the installed wheel, in an environment that has our libraries but not this checkout.

    A folder named in a .pth file gives its packages, and not the .pth files that lie in it: the editable
    install of the checkout is out of sight.
    """
    venv = tmp_path_factory.mktemp("nyt") / "venv"
    run(sys.executable, "-m", "venv", "--without-pip", venv, cwd=wheel.parent)
    bin = venv / ("Scripts" if os.name == "nt" else "bin")
    place = run(bin / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=venv)
    libraries = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (Path(place.strip()) / "libraries.pth").write_text("\n".join(sorted(libraries)) + "\n")
    pip = (sys.executable, "-m", "pip", "--python", bin / "python", "install", "--quiet", "--no-index")
    run(*pip, "--no-deps", "--ignore-installed", wheel, cwd=venv)
    return bin / "bilag"


def test_the_wheel_carries_templates_and_fonts(wheel: Path):
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        standard = "bilag/templates/standard"
        for name in ("word.docx", "theme.toml", *(f"fonts/{font}" for font in FONTS)):
            here = (kina.ROOT / "templates" / "standard" / name).read_bytes()
            assert archive.read(f"{standard}/{name}") == here, name
    assert "bilag/py.typed" in names
    assert "bilag/versions/judge/VeraGate.java" in names
    assert "bilag/locale/da/LC_MESSAGES/bilag.mo" in names
    assert any(name.endswith("/licenses/LICENSE") for name in names)
    strangers = [n for n in names if not n.startswith(("bilag/", f"bilag-{__version__}.dist-info/"))]
    assert strangers == []
    assert not [name for name in names if "__pycache__" in name or "/tests/" in name]


def test_the_installed_package_is_the_one_that_runs(command: Path, tmp_path: Path):
    python = command.with_name("python")
    where = run(python, "-c", "import bilag; print(bilag.__file__)", cwd=tmp_path)
    assert kina.ROOT not in Path(where.strip()).resolve().parents
    assert run(command, "--version", cwd=tmp_path).strip() == f"bilag {__version__}"


def test_an_installed_package_builds_a_project_without_templates(command: Path, tmp_path: Path):
    """And gives the same files as the checkout."""
    root = kina.copy_project(tmp_path / "projekt", templates=False)
    run(command, "build", cwd=root)
    for kind in ("docx", "pdf", "facts.json"):
        built = root / "out" / kina.NAME / f"{kina.NAME}.{kind}"
        assert built.read_bytes() == kina.output(kind), kind
    assert sorted(p.name for p in root.iterdir()) in (
        ["content", "data", "out"],
        [".bilag", "content", "data", "out"],
    )


def test_the_projects_own_template_comes_first(command: Path, tmp_path: Path):
    root = kina.copy_project(tmp_path / "projekt", templates=True)
    theme = root / "templates" / "standard" / "theme.toml"
    changed = theme.read_text("utf-8").replace("Kilde", "Oprindelse")
    assert "Oprindelse" in changed
    theme.write_text(changed, "utf-8")
    run(command, "build", "--to", "docx", cwd=root)
    lines = read_docx((root / "out" / kina.NAME / f"{kina.NAME}.docx").read_bytes())
    assert {line.text for line in lines if line.kind == "source"} == {"Oprindelse: Region Hovedstaden"}


def test_a_fresh_clone_needs_one_command(tmp_path: Path):
    """What a newcomer does. The second time nothing is set up and nothing is written anew."""
    git, make = require_tool("git"), require_tool("make")
    if not (kina.ROOT / ".git").exists():
        pytest.skip("this is no git checkout")
    run(git, "clone", "--quiet", kina.ROOT, tmp_path / "klon", cwd=tmp_path)
    clone = tmp_path / "klon"
    first = run(make, "bilag", cwd=clone, PYTHON=sys.executable)
    out = clone / "out" / kina.NAME
    assert {p.suffix for p in out.iterdir()} >= {".docx", ".pdf", ".json"}
    assert f"out/{kina.NAME}/{kina.NAME}.docx" in first
    again = run(make, "bilag", cwd=clone)
    assert "Gør klar" in first
    assert "Gør klar" not in again
    assert again.count("(uændret)") == len(list(out.iterdir()))
    assert run(git, "status", "--porcelain", cwd=clone) == "", "what is made is ignored"
