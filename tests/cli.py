"""The command line as a user meets it: in this process, in one of its own, on a terminal."""

from __future__ import annotations

import contextlib
import os
import re
import select
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from unittest import mock

from click.testing import CliRunner
from docx import Document

from generator import messages
from generator.cli.commands import group

ROOT = Path(__file__).resolve().parent.parent
FORMATS = "、".join(sorted(path.stem for path in (ROOT / "docx_templates").glob("*.yaml")))
PROGRAM = (sys.executable, "-m", "generator")

TINY = """
    blueprint: tiny
    label: 小方案
    summary: 只有一个部分
    title: "{{ unit.name }}创建方案"
    variables:
      unit.name: {label: 单位全称, help: 写规范全称, example: 示例县}
      sites: {label: 创建数量, type: integer, min: 1, max: 9, unit: 个, example: 2}
      pace: {label: 验收频次, type: choice, choices: [每半年, 每年], default: 每年}
      issued: {label: 成文日期, type: date, required: no}
    sections:
      - {id: aim, kind: general, heading: 创建目标, text: "创建{{ sites }}示范点，{{ pace }}验收。"}
"""
ROSTER = """
    blueprint: tiny
    units:
      - {id: a, values: {unit: {name: 甲县}, sites: 2}}
      - {id: b, values: {unit: {name: 乙县}, sites: 3}}
"""


@dataclass
class Outcome:
    """How a command ended: exit code, standard output, standard error."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


class Cli:
    """A folder with the blueprint `tiny` and a roster, and commands run in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.write("blueprints/tiny.yaml", TINY)
        self.write("units.yaml", ROSTER)

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")
        return path

    def files(self) -> set[str]:
        """Every file there is now, those of the start aside."""
        found = {
            p.relative_to(self.folder).as_posix() for p in self.folder.rglob("*") if p.is_file()
        }
        return found - {"blueprints/tiny.yaml", "units.yaml"}

    def run(self, *arguments: str, lang: str = "en") -> Outcome:
        """The command in this process, not on a terminal."""
        with mock.patch.dict(os.environ), contextlib.chdir(self.folder):
            os.environ["COLUMNS"] = "80"
            messages.use(lang)
            result = CliRunner().invoke(group, arguments, prog_name="creation-plan")
            messages.use("en")
        return Outcome(result.exit_code, result.stdout, result.stderr)

    def process(self, *arguments: str, lang: str = "en", stdin: str = "") -> Outcome:
        """The command as a program of its own, not on a terminal."""
        done = subprocess.run(
            [*PROGRAM, *arguments],
            cwd=self.folder,
            env=environment(lang),
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
        return Outcome(done.returncode, done.stdout, done.stderr)

    def terminal(self, *arguments: str, lang: str = "en", columns: int = 80) -> Terminal:
        """The command on a terminal of its own; to be used in a `with`."""
        return Terminal([*PROGRAM, *arguments], self.folder, environment(lang), columns)


def environment(lang: str) -> dict[str, str]:
    """A user's environment: their language, and our code."""
    return {
        **os.environ,
        "CREATION_PLAN_LANG": lang,
        "PYTHONPATH": str(ROOT),
        "PYTHONIOENCODING": "utf-8",
        "PYTHONWARNINGS": "error",
        "INPUTRC": os.devnull,
        "TERM": "dumb",
    }


class Terminal:
    """A program on a pseudo terminal: what it shows is waited for, answers are typed."""

    def __init__(
        self, command: list[str], folder: Path, environment: dict[str, str], columns: int
    ) -> None:
        import fcntl
        import pty
        import struct
        import termios

        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        self.process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # so that Ctrl+C reaches it
        )
        os.close(slave)
        self.shown = ""
        self.seen = 0

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.master)

    def expect(self, text: str) -> str:
        """Wait until `text` is shown after what was waited for before; everything up to it."""
        for _more in self._reading():
            at = self.shown.find(text, self.seen)
            if at >= 0:
                before, self.seen = self.shown[self.seen : at], at + len(text)
                return before
        raise AssertionError(f"{text!r} was not shown, but:\n{self.shown[self.seen :]}")

    def type(self, text: str) -> None:
        """Type a line."""
        os.write(self.master, f"{text}\n".encode())

    def press(self, character: str) -> None:
        """Press Control and a letter; once more if nothing came of it.

        Python loses a signal that comes after the prompt is shown and before it waits for a key.
        """
        for _try in range(2):
            time.sleep(0.3)
            os.write(self.master, bytes([ord(character) - 64]))
            if select.select([self.master], [], [], 5)[0]:
                return

    def end(self) -> int:
        """Wait for the end of the program; its exit code."""
        for _more in self._reading():
            pass
        return self.process.wait(timeout=20)

    def _reading(self) -> Iterator[None]:
        """Read on, until the program ends or half a minute has passed."""
        deadline = time.monotonic() + 30
        yield
        raw = b""
        while time.monotonic() < deadline:
            if not select.select([self.master], [], [], 0.2)[0]:
                continue
            try:
                raw += os.read(self.master, 65536)
            except OSError:  # Linux's way to say that the other end is closed
                return
            try:
                text, raw = raw.decode(), b""
            except UnicodeDecodeError:  # half a character
                continue
            if not text:
                return
            self.shown += re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", text).replace("\r\n", "\n")
            yield
        raise AssertionError(f"nothing more came after:\n{self.shown}")


def edit(path: Path, text: str = "手工加的一句。") -> bytes:
    """Add a paragraph as a person would and save; the bytes of the file then."""
    document = Document(str(path))
    document.add_paragraph(text)
    document.save(str(path))
    return path.read_bytes()
