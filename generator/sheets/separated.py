"""CSV as a sheet: its encoding told, every cell with line and column, its faults named."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ..errors import N_, Finding, Origin, Refusal, Rejected, problem
from .files import refused
from .grid import Cell, Grid, Row, Sheet

DELIMITERS = (",", ";", "\t")
_HEADER_WITHIN = 30  # lines, so that a title above the header does no harm
_MAX_CELLS = 1_000_000
_QUOTED = re.compile(r'"((?:[^"]|"")*)"')
_SHORTENED = re.compile(r"(?a)[+-]?\d(\.\d+)?E\+?\d+")


def read(data: bytes, name: str, is_header: Callable[[list[str]], bool]) -> Grid:
    """The only sheet of the file; UTF-8 is tried first, as short Chinese UTF-8 is valid GB18030."""
    text, encoding = _decoded(data, name)
    _refuse_odd(text, name)
    delimiter = _delimiter(text, is_header)
    findings: list[Finding] = []
    sheet = Sheet(name, "", ruled=True)
    for number, row in enumerate(_rows(text, delimiter, name, findings), 1):
        sheet.rows[number] = row
    if findings:
        raise Rejected(findings)
    told = problem(
        "encoding",
        N_("the file was read as {encoding}"),
        Origin(name),
        severity="style",
        encoding=encoding,
    )
    return Grid([sheet], [told])


def _decoded(data: bytes, name: str) -> tuple[str, str]:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise refused(N_("the file is UTF-16"), name, hint=N_("save it as “CSV UTF-8” or as .xlsx"))
    try:
        return data.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("gb18030"), "GB18030"
    except UnicodeDecodeError as error:
        before = data[: error.start]
        place = Origin(name, before.count(b"\n") + 1, len(before) - before.rfind(b"\n"))
        raise Rejected(
            problem(
                "encoding",
                N_("the file is neither UTF-8 nor GB18030"),
                place,
                hint=N_("save it as “CSV UTF-8” or as .xlsx"),
            )
        ) from error


def _refuse_odd(text: str, name: str) -> None:
    """Raise `Rejected` for a NUL, and for Excel's line `sep=;`, which is no data."""
    if (at := text.find("\0")) >= 0:
        place = Origin(name, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))
        raise Rejected(problem("csv-shape", N_("a NUL character stands here"), place))
    if re.match(r'(?i)"?sep=', text):
        raise Rejected(
            problem(
                "csv-shape",
                N_("the line sep= is no data"),
                Origin(name, 1, 1),
                hint=N_("delete this line"),
            )
        )


def _delimiter(text: str, is_header: Callable[[list[str]], bool]) -> str:
    """The mark that parts the header into columns that are known; a comma when none does."""
    lines = [line for line, _ in zip(_lines(text), range(_HEADER_WITHIN), strict=False)]
    for mark in DELIMITERS:
        if any(is_header([part.strip(' "') for part in line.split(mark)]) for line in lines):
            return mark
    return max(DELIMITERS, key=lambda mark: lines[0].count(mark)) if lines else ","


def _lines(text: str) -> Iterator[str]:
    return (match[0] for match in re.finditer(r"[^\r\n]+", text))


def _rows(text: str, delimiter: str, name: str, findings: list[Finding]) -> Iterator[Row]:
    """Rows of cells, parted by hand: the library tells neither columns nor unclosed quotes."""
    plain = re.compile(rf"[^{delimiter}\r\n]*")
    at, line, start, count = 0, 1, 0, 0
    row: Row = {}
    while at < len(text):
        place = Origin(name, line, at - start + 1)
        match = _QUOTED.match(text, at) if text[at] == '"' else plain.match(text, at)
        if match is None:
            findings.append(
                problem(
                    "csv-shape",
                    N_("a quotation mark is opened and not closed"),
                    place,
                )
            )
            return
        value = match[1].replace('""', '"') if match.re is _QUOTED else match[0]
        row[len(row) + 1] = _cell(value, place)
        if (count := count + 1) > _MAX_CELLS:
            raise refused(N_("the file has more than {limit} cells"), name, limit=_MAX_CELLS)
        if newlines := match[0].count("\n"):
            line, start = line + newlines, match.start() + match[0].rfind("\n") + 1
        at = match.end()
        ending = text[at : at + 2]
        if ending[:1] == delimiter:
            at += 1
            if at == len(text):
                row[len(row) + 1] = _cell("", Origin(name, line, at - start + 1))
            continue
        if ending and ending[0] not in "\r\n":
            findings.append(
                problem(
                    "csv-shape",
                    N_("text follows a closing quotation mark"),
                    Origin(name, line, at - start + 1),
                    hint=N_("write a quotation mark within quotation marks twice"),
                )
            )
            at = plain.match(text, at).end()  # type: ignore[union-attr]
            continue
        at += 2 if ending == "\r\n" else 1
        line, start = line + 1, at
        yield row
        row = {}
    if row:
        yield row


def _cell(value: str, place: Origin) -> Cell:
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    trouble = None
    if _SHORTENED.fullmatch(text.strip()):
        trouble = Refusal(
            N_("the number was shortened to {text} when the file was saved"),
            N_("format the column as text, type the number again and save"),
            text=text,
        )
    return Cell(text, trouble, place.line, place.column)
