"""`.docx` files to PDF with LibreOffice: one process a call, with a profile of its own and a time limit.

It must not use a person's own LibreOffice profile, run a macro, reach the network, or leave
half a file.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from xml.sax.saxutils import quoteattr

from . import placing
from .errors import N_, Finding, Origin, Rejected, Unreadable, cannot_read, problem
from .filenames import distinct, identity

# Where installers put it; on Windows soffice.com waits and keeps what is said, soffice.exe need not.
INSTALL_PLACES = (
    r"%ProgramW6432%\LibreOffice\program\soffice.com",
    r"%ProgramFiles%\LibreOffice\program\soffice.com",
    r"%ProgramFiles%\LibreOffice\program\soffice.exe",
    r"%ProgramFiles(x86)%\LibreOffice\program\soffice.com",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "~/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "/usr/lib/libreoffice/program/soffice",
    "/usr/lib64/libreoffice/program/soffice",
    "/usr/local/lib/libreoffice/program/soffice",
)
INSTALL_GLOB = "libreoffice*/program/soffice"  # in /opt, where the packages of its makers go

START = 120.0  # seconds for the start, which may build font caches, and for one bound volume
EACH = 10.0  # seconds for a file; a plan takes a few tenths of one
MAX_FILES = 200  # in one process: LibreOffice passes over what comes after 255 arguments
MAX_TOLD = 400  # characters of what LibreOffice said, in an error

_REGISTRY = "http://openoffice.org/2001/registry"
_COMMON = "/org.openoffice.Office.Common"
_SECURITY = f"{_COMMON}/Security/Scripting"
_EXPORT = f"{_COMMON}/Filter/PDF/Export"
_UPDATES = (
    "/org.openoffice.Office.Jobs/Jobs/org.openoffice.Office.Jobs:Job['UpdateCheck']/Arguments"
)

# Options of the export stand here, not on the command line, where they are known from 7.4 on only.
# A setting that a version does not know is passed over by it.
SETTINGS = (
    (_SECURITY, "MacroSecurityLevel", "3"),
    (_SECURITY, "DisableMacrosExecution", "true"),
    (_SECURITY, "DisableActiveContent", "true"),
    (_SECURITY, "BlockUntrustedRefererLinks", "true"),  # pictures behind an address are not fetched
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "2"),  # never
    ("/org.openoffice.Office.Java/VirtualMachine", "Enable", "false"),
    (_UPDATES, "AutoCheckEnabled", "false"),
    (_EXPORT, "ExportBookmarks", "true"),  # the outline
    (_EXPORT, "ExportBookmarksToPDFDestination", "true"),  # what `rendered` finds pages by
    (_EXPORT, "IsSkipEmptyPages", "false"),  # page n of the PDF is sheet side n
)


class NotConverted(Rejected):
    """Some files have no PDF; `produced` are those that have."""

    def __init__(self, findings: Sequence[Finding], produced: Mapping[Path, Path]) -> None:
        super().__init__(findings)
        self.produced = dict(produced)


def find_office() -> Path | None:
    """The program that runs LibreOffice: from PATH, or where installers put it; None if none."""
    for name in ("soffice", "libreoffice"):
        if found := shutil.which(name):
            return Path(found).absolute()  # it is started in another folder
    places = [Path(os.path.expandvars(place)).expanduser() for place in INSTALL_PLACES]
    places += sorted(Path("/opt").glob(INSTALL_GLOB), reverse=True)
    return next((place for place in places if place.is_file()), None)


def time_limit(count: int) -> float:
    """Seconds that `count` files may take together."""
    return START + EACH * count


def convert(
    files: Sequence[Path], folder: Path, *, timeout: float | None = None
) -> dict[Path, Path]:
    """The PDF of each .docx, put whole into `folder` under the name of its document.

    Documents of one name from several folders become x.pdf, x_2.pdf … `timeout` is in seconds,
    for one process, which takes up to `MAX_FILES`. Raises `Unreadable` without LibreOffice, and
    `NotConverted` when a file has no PDF; the others are in place then.
    """
    office = find_office()
    if office is None:
        raise Unreadable(no_office())
    targets = _targets(list(dict.fromkeys(files)), folder)
    findings: list[Finding] = []
    with tempfile.TemporaryDirectory(prefix="pdf-", ignore_cleanup_errors=True) as name:
        work = Path(name)
        copies = _copies(targets, work, findings)
        produced: dict[Path, Path] = {}
        for file, end in _ends(office, work, copies, timeout):
            if missed := _deliver(file, copies[file].with_suffix(".pdf"), targets[file], end):
                findings += missed
            else:
                produced[file] = targets[file]
    if findings:
        raise NotConverted(findings, produced)
    return produced


@dataclass(frozen=True, slots=True)
class _End:
    """How LibreOffice ended: what it said, and the seconds after which it was stopped."""

    told: str = ""
    stopped_after: float | None = None


def _targets(files: Sequence[Path], folder: Path) -> dict[Path, Path]:
    """Where each PDF goes: no two to one place on any file system."""
    names = [file.stem for file in files]
    if len({identity(name) for name in names}) < len(names):
        names = distinct(names)
    return {file: folder / f"{name}.pdf" for file, name in zip(files, names, strict=True)}


def _copies(files: Iterable[Path], work: Path, findings: list[Finding]) -> dict[Path, Path]:
    """Numbered copies: names that no command line or file system takes amiss.

    What is no package is refused here: LibreOffice would make a PDF of it as plain text.
    """
    copies: dict[Path, Path] = {}
    for number, file in enumerate(files, start=1):
        copy = work / f"{number}.docx"
        try:
            shutil.copyfile(file, copy)
        except OSError as error:
            findings.append(cannot_read(str(file), error))
            continue
        if zipfile.is_zipfile(copy):
            copies[file] = copy
        else:
            findings.append(_no_document(file))
    return copies


def _ends(
    office: Path, work: Path, copies: Mapping[Path, Path], timeout: float | None
) -> Iterator[tuple[Path, _End]]:
    """Each file with how its process ended, process after process."""
    files = list(copies)
    for start in range(0, len(files), MAX_FILES):
        some = files[start : start + MAX_FILES]
        limit = time_limit(len(some)) if timeout is None else timeout
        end = _run(office, work, [copies[file] for file in some], limit)
        yield from ((file, end) for file in some)


def _run(office: Path, work: Path, files: Sequence[Path], limit: float) -> _End:
    """Convert the files beside themselves; ended with all it started when the time is up."""
    profile = work / f"profile-{files[0].stem}"
    _write_profile(profile)
    command = [str(office), f"-env:UserInstallation={profile.as_uri()}", "--headless"]
    # A folder named in full is misread if there is a % in it.
    command += ["--norestore", "--nolockcheck", "--convert-to", "pdf", "--outdir", "."]
    log = work / "told.txt"  # not a pipe: that stays open while any descendant lives
    with log.open("wb") as output:
        process = _start([*command, *(file.name for file in files)], work, output)
        stopped_after = None
        try:
            process.wait(limit)
        except subprocess.TimeoutExpired:
            stopped_after = limit
        finally:  # whatever interrupts us
            if process.poll() is None:
                _kill(process)
    return _End(_told(log) or f"exit code {process.returncode}", stopped_after)


def _start(command: list[str], work: Path, output: IO[bytes]) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            command,
            cwd=work,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # a process group of its own, for `_kill`
        )
    except OSError as error:
        raise Unreadable(_cannot_start(Path(command[0]), error)) from error


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End the process and its descendants: `soffice` only starts the one that works."""
    if sys.platform == "win32":
        command = ["taskkill", "/T", "/F", "/PID", str(process.pid)]
        subprocess.run(command, capture_output=True, check=False)
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _write_profile(folder: Path) -> None:
    items = "".join(
        f'<item oor:path={quoteattr(path)}><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, name, value in SETTINGS
    )
    text = f'<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="{_REGISTRY}">{items}</oor:items>'
    (folder / "user").mkdir(parents=True)
    (folder / "user" / "registrymodifications.xcu").write_text(text, encoding="utf-8")


def _told(log: Path) -> str:
    """What LibreOffice said, without the lines that it says of every file and every start."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    kept = [line for line in lines if line and not line.startswith("convert ")]
    return "; ".join(line for line in kept if "javaldx" not in line)[-MAX_TOLD:]


def _deliver(file: Path, pdf: Path, target: Path, end: _End) -> Sequence[Finding]:
    """Put a finished PDF into place; what there is to tell if there is none, or no place."""
    if not _is_whole(pdf):
        return [_no_pdf(file, end) if end.stopped_after is None else _too_late(file, end)]
    return placing.put(target, pdf.read_bytes(), force=True).findings


def _is_whole(pdf: Path) -> bool:
    """Whether the PDF has its end, which LibreOffice writes last."""
    return pdf.is_file() and b"%%EOF" in pdf.read_bytes()[-1024:]


def no_office() -> Finding:
    """The finding that nothing here can make a PDF, and what to install."""
    return problem(
        "no-office",
        N_("LibreOffice, which makes the PDF, was not found"),
        hint=N_(
            "install LibreOffice: on Windows from your office's software source, on Debian, UOS or Kylin the package libreoffice-writer; or open the document in Word or WPS and save it as PDF"
        ),
    )


def _cannot_start(office: Path, error: OSError) -> Finding:
    return problem(
        "no-office",
        N_("LibreOffice cannot be started: {reason}"),
        Origin(str(office)),
        hint=N_("does it start from the desktop? Install it again if not"),
        reason=error.strerror or error,
    )


def _no_document(file: Path) -> Finding:
    return problem(
        "no-document",
        N_("the file is not a .docx document"),
        Origin(str(file)),
        hint=N_("open it in Word or WPS and save it as .docx, without a password"),
    )


def _no_pdf(file: Path, end: _End) -> Finding:
    return problem(
        "no-pdf",
        N_("LibreOffice made no PDF of the file; it said: {told}"),
        Origin(str(file)),
        hint=N_("open it in Word or WPS; if it is right there, save it as PDF there"),
        told=end.told or "-",
    )


def _too_late(file: Path, end: _End) -> Finding:
    return problem(
        "no-pdf",
        N_("LibreOffice was stopped after {seconds} seconds, before it had made the PDF"),
        Origin(str(file)),
        hint=N_("try again with fewer files, or open this one in Word or WPS and save it as PDF"),
        seconds=f"{end.stopped_after:g}",
    )
