"""YAML to plain data with positions; the only module that knows yaml.

Scalars stay text: whether `007`, `no` or `12:30` is a number, a truth value or a time is
for the reading model to say, never for YAML to guess. Bombs, duplicate keys and foreign
tags are refused while the events stream by, before anything is built from them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from .characters import forbidden_at, forbidden_character
from .errors import N_, NOWHERE, Finding, Origin, Rejected, Unreadable, cannot_read, problem
from .patterns import pattern

KeyPath = tuple[int | str, ...]

MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 50
MAX_NODES = 200_000
MAX_ERRORS = 200  # more of them help nobody
MAX_PATH = 300  # characters of a path of keys, which each value has one of

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULLS = {"", "~", "null", "Null", "NULL"}


# Where YAML folds a line into a space, Chinese wants none.
_FOLD = pattern(
    r"(?<=[\u2e80-\u9fff\uff00-\uffef\u3000-\u303f”’—…]) (?=[\u2e80-\u9fff\uff00-\uffef\u3000-\u303f“‘—…])"
)


class Map(dict[str, Any]):
    """A mapping that remembers where it and each of its keys stand."""

    origin: Origin = NOWHERE
    marks: dict[str, Origin]


class Seq(list[Any]):
    """A sequence that remembers where it and each of its elements stand."""

    origin: Origin = NOWHERE
    marks: list[Origin]


def read_bytes(path: Path) -> bytes:
    """The bytes of an input file; `Unreadable` when it is absent, no file, or too large."""
    try:
        if not path.is_file():
            raise Unreadable(
                problem("no-file", N_("there is no file of this name"), Origin(str(path)))
            )
        if path.stat().st_size > MAX_BYTES:
            raise Unreadable(
                problem(
                    "file-too-large",
                    N_("the file is larger than {limit} MB"),
                    Origin(str(path)),
                    limit=4,
                )
            )
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(cannot_read(str(path), error)) from error


def load(path: Path, shown: str = "") -> Map:
    """The mapping a YAML file holds; its values are text, None, Map and Seq.

    `shown` is the name used in messages. Raises `Unreadable` for a file that is not
    readable text, `Rejected` for YAML that is malformed or unsafe.
    """
    return loads(read_bytes(path), shown or str(path))


def loads(data: bytes | str, name: str) -> Map:
    """Like `load`, from bytes or text."""
    text = data if isinstance(data, str) else _decode(data, name)
    if len(text.encode("utf-8", "replace")) > MAX_BYTES:
        raise Unreadable(
            problem(
                "file-too-large", N_("the file is larger than {limit} MB"), Origin(name), limit=4
            )
        )
    try:
        return _Builder(name).build(_events(text))
    except (yaml.reader.ReaderError, UnicodeEncodeError) as error:
        raise Rejected(_character_problem(text, name)) from error
    except yaml.YAMLError as error:
        raise Rejected(_syntax_problem(error, text, name)) from error


def dump(data: Any) -> str:
    """Plain data as YAML that `loads` reads back; Chinese stays readable, order stays."""
    text: str = yaml.safe_dump(_plain(data), allow_unicode=True, sort_keys=False, width=1000)
    return text


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    return None if value is None else str(value)


def _decode(data: bytes, name: str) -> str:
    if _is_utf16(data):
        raise Unreadable(_not_utf8("UTF-16", Origin(name, 1, 1)))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        guess = "GB18030" if _is_in(data, "gb18030") else "?"
        raise Unreadable(_not_utf8(guess, Origin(name, line, 1))) from error


def _not_utf8(guess: str, origin: Origin) -> Finding:
    return problem(
        "encoding",
        N_("the file is not UTF-8 (it looks like {encoding})"),
        origin,
        hint=N_("save it again with encoding UTF-8"),
        encoding=guess,
    )


def _is_utf16(data: bytes) -> bool:
    """Whether it has the mark of UTF-16, or without one the colon that no mapping lacks."""
    return data[:2] in (b"\xff\xfe", b"\xfe\xff") or any(
        colon in data and _is_in(data, encoding)
        for encoding, colon in (("utf-16-le", b":\0"), ("utf-16-be", b"\0:"))
    )


def _is_in(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _events(text: str) -> Iterator[Any]:
    return iter(yaml.parse(text, Loader=_Loader))


class _Builder:
    """Builds data from parser events with an explicit stack: depth is bounded, not recursion."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.findings: list[Finding] = []
        self.nodes = 0
        self.stack: list[_Frame] = []
        self.documents: list[Any] = []

    def build(self, events: Iterator[Any]) -> Map:
        for event in events:
            self._take(event)
            if len(self.findings) >= MAX_ERRORS:
                break
        if self.findings:
            raise Rejected(self.findings)
        if len(self.documents) != 1 or not isinstance(self.documents[0], Map):
            raise Rejected(
                problem(
                    "not-a-mapping",
                    N_("the file must hold one mapping of keys and values"),
                    Origin(self.name, 1, 1),
                )
            )
        return self.documents[0]

    def _take(self, event: Any) -> None:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            self._refuse(
                event,
                "yaml-alias",
                N_("anchors (&) and aliases (*) are not allowed"),
                N_("repeat the text, or move it to a variable"),
            )
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            self._open(event)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self._add(self.stack.pop().value, None)

    def _refuse(self, event: Any, code: str, message: str, hint: str = "", **args: object) -> None:
        finding = Finding(code, message, self._origin(event), hint, args=args)
        raise Rejected([*self.findings, finding])

    def _origin(self, event: Any) -> Origin:
        mark = event.start_mark
        path = self.stack[-1].here() if self.stack else ""
        return Origin(self.name, mark.line + 1, mark.column + 1, path)

    def _count(self, event: Any) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self._refuse(
                event,
                "yaml-too-large",
                N_("the file holds more than {limit} values"),
                limit=MAX_NODES,
            )
        if event.tag is not None and event.tag != "!":
            self._refuse(
                event,
                "yaml-tag",
                N_("the tag {tag} is not allowed"),
                N_("remove it; values are plain text"),
                tag=event.tag,
            )

    def _open(self, event: Any) -> None:
        self._count(event)
        if len(self.stack) >= MAX_DEPTH:
            self._refuse(
                event,
                "yaml-too-deep",
                N_("the file is nested more than {limit} levels deep"),
                limit=MAX_DEPTH,
            )
        if self.stack and self.stack[-1].wants_key():
            self._refuse(event, "yaml-key", N_("a key must be plain text"))
        value: Map | Seq
        value = Map() if isinstance(event, yaml.MappingStartEvent) else Seq()
        value.origin = self._origin(event)
        value.marks = {} if isinstance(value, Map) else []
        self.stack.append(_Frame(value, value.origin.path))

    def _scalar(self, event: Any) -> None:
        self._count(event)
        text = event.value
        if bad := forbidden_character(text):
            self.findings.append(
                problem(
                    "character",
                    N_("the character {character} cannot stand in a document"),
                    self._origin(event),
                    character=bad,
                )
            )
        if self.stack and self.stack[-1].wants_key():
            self._key(event, text)
        else:
            if event.style != "|" and event.start_mark.line != event.end_mark.line:
                text = _FOLD.sub("", text)
            plain_null = not event.style and event.implicit[0] and text in _NULLS
            self._add(None if plain_null else text, event)

    def _key(self, event: Any, key: str) -> None:
        frame = self.stack[-1]
        if key == "<<":
            self._refuse(
                event,
                "yaml-merge",
                N_("merge keys (<<) are not allowed"),
                N_("use extends instead"),
            )
        if key in frame.value:
            self.findings.append(
                problem(
                    "duplicate-key",
                    N_("the key {key} stands here twice (first in line {first})"),
                    self._origin(event),
                    hint=N_("delete or rename one of them"),
                    key=key,
                    first=frame.value.marks[key].line,
                )
            )
        frame.key = key
        frame.value.marks[key] = self._origin(event)

    def _add(self, value: Any, event: Any | None) -> None:
        if not self.stack:
            self.documents.append(value)
            return
        frame = self.stack[-1]
        if isinstance(frame.value, Seq):
            frame.value.marks.append(self._origin(event) if event else value.origin)
            frame.value.append(value)
        else:
            frame.value[frame.key] = value
            frame.key = None


class _Frame:
    """An open collection with its path and, for a mapping, the key that waits for its value."""

    def __init__(self, value: Map | Seq, path: str) -> None:
        self.value: Any = value
        self.path = path
        self.key: str | None = None

    def wants_key(self) -> bool:
        return isinstance(self.value, Map) and self.key is None

    def here(self) -> str:
        """The path of keys to what comes next."""
        if isinstance(self.value, Seq):
            return _joined(self.path, len(self.value))
        return self.path if self.key is None else _joined(self.path, self.key)


def _joined(path: str, step: int | str) -> str:
    """The path and one more step; only the end of a path that is too long to be read."""
    longer = f"{path}[{step}]" if isinstance(step, int) else f"{path}.{step}" if path else step
    return longer if len(longer) <= MAX_PATH else "…" + longer[1 - MAX_PATH :]


def _character_problem(text: str, name: str) -> Finding:
    """What is told of a text that holds a character YAML cannot even read."""
    text = re.sub("\r\n?", "\n", text)  # the one control character that may end a line
    at = forbidden_at(text)
    line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
    return problem(
        "character",
        N_("the character {character} cannot stand in a document"),
        Origin(name, line, column),
        character=forbidden_character(text),
    )


def _syntax_problem(error: yaml.YAMLError, text: str, name: str) -> Finding:
    context, cause = (str(getattr(error, part, "")) for part in ("context", "problem"))
    begins, ends = (getattr(error, f"{part}_mark", None) for part in ("context", "problem"))
    unclosed = "quoted scalar" in context and "end of stream" in cause
    mark = begins if unclosed else ends or begins
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    lines = text.splitlines()
    here = lines[line - 1] if 0 < line <= len(lines) else ""
    before = lines[line - 2] if 1 < line <= len(lines) + 1 else ""
    return problem(
        "yaml-syntax",
        N_("this line is not valid YAML"),
        Origin(name, line, column),
        hint=N_("a quotation mark is opened and not closed")
        if unclosed
        else _syntax_hint(here, before, cause),
    )


def _syntax_hint(here: str, before: str, cause: str) -> str:
    if "\t" in here[: len(here) - len(here.lstrip())] or "'\\t'" in cause:
        return N_("indent with spaces, not with tabs")
    if re.match(r"\s*(- )?[\w.-]+：", here) or re.match(r"\s*(- )?[\w.-]+：", before):
        return N_("write the colon after a key as half-width “: ” followed by a space")
    if here.count('"') % 2 or before.count('"') % 2:
        return N_("a quotation mark is opened and not closed")
    if "mapping values" in cause:
        return N_("put a text that contains “: ” between quotation marks")
    return N_("compare the indentation with the lines above")


def texts(value: Any) -> Iterator[str]:
    """Every text in the data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for part in value.values() if isinstance(value, dict) else value:
            yield from texts(part)


def where(data: Map, path: tuple[int | str, ...]) -> Origin:
    """The place of the value at `path`; of the nearest enclosing value when it is absent."""
    origin, node = data.origin, data
    shown = ""
    for step in path:
        if isinstance(node, Map) and isinstance(step, str) and step in node:
            origin = node.marks.get(step, node.origin)
        elif isinstance(node, Seq) and isinstance(step, int) and step < len(node):
            origin = node.marks[step]
        else:
            continue
        node, shown = node[step], _joined(shown, step)
    return Origin(origin.source, origin.line, origin.column, shown)
