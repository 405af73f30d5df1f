"""CSV as a sheet, line by line: its encoding told, every cell with line and column, its faults named."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import IO

from ..errors import N_, Origin, Rejected, problem
from .files import TABLE
from .grid import MAX_TEXT, Grid, Place, Places, Row, Sheet, Text, Trouble, place_of, starts

DELIMITERS = (",", ";", "\t")
_HEADER_WITHIN = 30  # lines, so that a title above the header does no harm
_COLUMNS = 1_000  # among which a heading that is known is looked for
_MAX_CELLS = 1_000_000
_CHUNK = 64 * 1024
_QUOTED = re.compile(r'"([^"]*+(?:""[^"]*+)*+)"')
_SHORTENED = re.compile(r"(?a)[+-]?\d(\.\d+)?E\+?\d+")


def read(file: IO[bytes], name: str, is_header: Callable[[list[str]], bool]) -> Grid:
    """The only sheet of the file; UTF-8 is tried first, as short Chinese UTF-8 is valid GB18030."""
    encoding, shown = _encoding(file, name)
    sheet = Sheet(Places(name), "", ruled=True)
    with _opened(file, encoding) as lines:
        delimiter = _delimiter(lines, name, is_header)
    with _opened(file, encoding) as lines:
        for row in _rows(lines, delimiter, name):
            sheet.rows.append(row)
    told = problem(
        "encoding",
        N_("the file was read as {encoding}"),
        Origin(name),
        severity="style",
        encoding=shown,
    )
    return Grid([sheet], [told])


# Encoding ------------------------------------------------------------------------------------


def _encoding(file: IO[bytes], name: str) -> tuple[str, str]:
    """The encoding in which the whole file can be read, and how it is called."""
    if file.read(2) in (b"\xff\xfe", b"\xfe\xff"):
        raise TABLE.refused(
            N_("the file is UTF-16"), name, hint=N_("save it as “CSV UTF-8” or as .xlsx")
        )
    if _fits(file, "utf-8-sig") is None:
        return "utf-8-sig", "UTF-8"
    if (place := _fits(file, "gb18030")) is None:
        return "gb18030", "GB18030"
    raise Rejected(
        problem(
            "encoding",
            N_("the file is neither UTF-8 nor GB18030"),
            Origin(name, *place),
            hint=N_("save it as “CSV UTF-8” or as .xlsx"),
        )
    )


def _fits(file: IO[bytes], encoding: str) -> tuple[int, int] | None:
    """Line and byte where the file is not of this encoding; None when it is."""
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    line, column = 1, 1  # of what is decoded next
    while True:
        chunk = file.read(_CHUNK)
        data = decoder.getstate()[0] + chunk
        try:
            decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            return _moved(line, column, data[: error.start])
        if not chunk:
            return None
        pending = len(decoder.getstate()[0])
        line, column = _moved(line, column, data[: len(data) - pending])


def _moved(line: int, column: int, data: bytes) -> tuple[int, int]:
    """Line and byte behind the data."""
    if newlines := data.count(b"\n"):
        return line + newlines, len(data) - data.rfind(b"\n")
    return line, column + len(data)


@contextmanager
def _opened(file: IO[bytes], encoding: str) -> Iterator[Iterator[str]]:
    """The lines of the file with what ends them."""
    file.seek(0)
    text = io.TextIOWrapper(file, encoding, newline="")
    try:
        yield text
    finally:
        text.detach()  # the file stays open


# Lines ---------------------------------------------------------------------------------------


def _delimiter(lines: Iterator[str], name: str, is_header: Callable[[list[str]], bool]) -> str:
    """The mark that parts the header into columns that are known; a comma when none does."""
    filled = (line.strip("\r\n") for line in _sound(lines, name))
    first = list(islice(filter(None, filled), _HEADER_WITHIN))
    for mark in DELIMITERS:
        parts = ([part.strip(' "') for part in line.split(mark, _COLUMNS)] for line in first)
        if any(map(is_header, parts)):
            return mark
    return max(DELIMITERS, key=lambda mark: first[0].count(mark)) if first else ","


def _sound(lines: Iterator[str], name: str) -> Iterator[str]:
    """The lines; `Rejected` for a NUL, and for Excel's line `sep=;`, which is no data."""
    for number, line in enumerate(lines, 1):
        if (at := line.find("\0")) >= 0:
            place = Origin(name, number, at + 1)
            raise Rejected(problem("csv-shape", N_("a NUL character stands here"), place))
        if number == 1 and re.match(r'(?i)"?sep=', line):
            raise Rejected(
                problem(
                    "csv-shape",
                    N_("the line sep= is no data"),
                    Origin(name, 1, 1),
                    hint=N_("delete this line"),
                )
            )
        yield line


def _rows(lines: Iterator[str], delimiter: str, name: str) -> Iterator[Row]:
    """Rows of cells, parted by hand: the library tells neither columns nor unclosed quotes."""
    numbered = enumerate(_sound(lines, name), 1)
    cells = 0
    for number, line in numbered:
        if '"' in line:
            row = _QuotedRow(number, line, numbered, delimiter, name).row()
            cells = _counted(cells + len(row.cells), name)
            yield row
            continue
        cells = _counted(cells + line.count(delimiter) + 1, name)
        texts = line.rstrip("\r\n").split(delimiter)
        shown = {column: _text(text) for column, text in enumerate(texts, 1)}
        shortened = "E" in line and any(type(text) is tuple for text in shown.values())
        yield Row(number, shown, False, starts(number, texts) if shortened else ())


def _counted(cells: int, name: str) -> int:
    if cells > _MAX_CELLS:
        raise TABLE.refused(N_("the file has more than {limit} cells"), name, limit=_MAX_CELLS)
    return cells


class _QuotedRow:
    """A row with quotation marks being read; a quoted cell takes in the lines that it spans."""

    def __init__(
        self,
        number: int,
        text: str,
        following: Iterator[tuple[int, str]],
        delimiter: str,
        name: str,
    ) -> None:
        self.number, self.text, self.following, self.name = number, text, following, name
        self.delimiter = delimiter
        self.plain = re.compile(rf"[^{delimiter}\r\n]*")
        self.at = 0
        self.line, self.start = number, 0  # the line that is being read, and where it begins

    def row(self) -> Row:
        texts: list[str] = []
        places: list[Place] = []
        fault: tuple[Place, Trouble] | None = None
        while True:
            places.append(self._place())
            texts.append(self._cell())
            _counted(len(texts), self.name)
            after = self.text[self.at : self.at + 1]
            if after not in ("", "\r", "\n", self.delimiter):
                fault = fault or (self._place(), _FOLLOWS)
                self.at = self.plain.match(self.text, self.at).end()  # type: ignore[union-attr]
                after = self.text[self.at : self.at + 1]
            if after != self.delimiter:
                cells = {column: _text(text) for column, text in enumerate(texts, 1)}
                return Row(self.number, cells, False, tuple(places), fault)
            self.at += 1

    def _place(self) -> Place:
        return place_of(self.line, self.at - self.start + 1)

    def _cell(self) -> str:
        """The next cell's text; `at` moves behind it."""
        if self.text[self.at : self.at + 1] != '"':
            match = self.plain.match(self.text, self.at)
            assert match is not None
            self.at = match.end()
            return match[0]
        place = self._place()
        self._take_in(place)
        match = _QUOTED.match(self.text, self.at)
        assert match is not None
        self.at = match.end()
        return match[1].replace('""', '"')

    def _take_in(self, place: Place) -> None:
        """Take in lines until the quoted cell that begins here is closed."""
        if not _is_open(self.text, self.at + 1):
            return
        self.text, self.start, self.at = self.text[self.at :], self.start - self.at, 0
        taken, length, before = [self.text], 0, len(self.text)
        for number, line in self.following:
            self.line, self.start = number, before + length
            taken.append(line)
            length += len(line)
            if length > MAX_TEXT:
                break
            if not _is_open(line, 0):
                self.text = "".join(taken)
                return
        raise Rejected(
            problem(
                "csv-shape",
                N_("a quotation mark is opened and not closed"),
                Places(self.name).origin(place),
            )
        )


def _is_open(text: str, at: int) -> bool:
    """Whether a quoted cell that is open at `at` still is so at the end of the text."""
    while (at := text.find('"', at)) >= 0:
        if text[at + 1 : at + 2] != '"':
            return False
        at += 2
    return True


_FOLLOWS: Trouble = (
    N_("text follows a closing quotation mark"),
    N_("write a quotation mark within quotation marks twice"),
    {},
)


def _text(text: str) -> Text:
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "E" in text and _SHORTENED.fullmatch(text.strip()):
        return (
            N_("the number was shortened to {text} when the file was saved"),
            N_("format the column as text, type the number again and save"),
            {"text": text},
        )
    return text
