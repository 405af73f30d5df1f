"""The wheel: built, installed where nothing else is, run in an empty folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PLANS = ["bureau-branch", "county-demo-zone", "development-zone", "education-demo-site"]
SOURCES = ["generator", "blueprints", "docx_templates", "pyproject.toml", "README.md", "LICENSE"]

pytestmark = pytest.mark.slow


def _run(*command: object, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {
        key: value
        for key, value in os.environ.items()
        if key not in ("PYTHONPATH", "VIRTUAL_ENV") and not key.startswith("CREATION_PLAN")
    }
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**clean, "PYTHONIOENCODING": "utf-8", **environment},
        capture_output=True,
        encoding="utf-8",
        timeout=600,
        check=False,
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy, so that the checkout stays clean."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    source.mkdir()
    for name in SOURCES:
        path = ROOT / name
        if path.is_dir():
            shutil.copytree(path, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif path.is_file():
            shutil.copy(path, source / name)
    if not (source / "README.md").exists():  # while it is not written yet
        (source / "README.md").write_text("creation-plan\n", encoding="utf-8")
    done = _run(
        sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, cwd=source
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`creation-plan`, installed from the wheel and the package index."""
    home = tmp_path_factory.mktemp("venv") / "venv"
    venv.create(home, with_pip=True)
    scripts = home / ("Scripts" if os.name == "nt" else "bin")
    done = _run(
        scripts / "python", "-m", "pip", "install", "--disable-pip-version-check", "--quiet",
        "--retries", "1", "--timeout", "20", wheel, cwd=home,
    )  # fmt: skip
    if done.returncode != 0:
        unreachable = ("connection", "no matching distribution", "could not find a version",
                       "name resolution", "timed out", "proxy")  # fmt: skip
        reason = (done.stderr.strip().splitlines() or ["?"])[-1]
        if any(sign in done.stderr.lower() for sign in unreachable):
            pytest.skip(f"THE WHEEL WAS NOT TRIED: no package index could be reached: {reason}")
        raise AssertionError(done.stderr)
    return scripts / "creation-plan"


def test_the_wheel_carries_everything(wheel: Path) -> None:
    import zipfile

    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("blueprints", "docx_templates"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in (".yaml", ".json", ".docx", ".xlsx"):
                inside = f"generator/shipped/{path.relative_to(ROOT).as_posix()}"
                assert inside in names
    assert "generator/locale/zh_CN/LC_MESSAGES/creation_plan.mo" in names
    assert not [name for name in names if "__pycache__" in name or name.startswith("tests")]


def test_the_installed_program(program: Path, tmp_path: Path) -> None:
    """One test, since installing takes a while: the modules are the wheel's, the commands work."""
    script = "import generator, generator.cli; print(generator.__file__)"
    done = _run(program.parent / "python", "-c", script, cwd=tmp_path)
    place = Path(done.stdout.strip())
    assert "site-packages" in place.parts, done.stderr
    assert program.parent.parent in place.parents
    assert ROOT not in place.parents

    done = _run(program, "blueprints", "list", cwd=tmp_path, CREATION_PLAN_LANG="en")
    assert (done.returncode, done.stderr) == (0, "")
    assert [line.split()[0] for line in done.stdout.splitlines()[1:]] == PLANS
    done = _run(program, "--help", cwd=tmp_path, CREATION_PLAN_LANG="zh")
    assert done.stdout.startswith("用法：")
    assert not [*tmp_path.iterdir()]

    done = _run(program, "init", ".", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    rosters = sorted((tmp_path / "blueprints" / "units").glob("*.yaml"))
    assert [path.stem for path in rosters] == sorted([*PLANS, "later-years", "official-forms"])
    done = _run(program, "batch", *rosters, cwd=tmp_path, CREATION_PLAN_LANG="en")
    assert done.returncode == 0, done.stderr
    plans = [*(tmp_path / "output").glob("*.docx")]
    assert len(plans) == done.stdout.count("written    ") >= len(PLANS)
    assert all(path.stat().st_size > 5_000 for path in plans)
