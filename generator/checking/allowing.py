"""What people allow: by a comment in the file, or by a configuration that gives the reason."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from .. import source
from ..errors import N_, CreationPlanError, Finding, Origin, closest, problem
from ..models import ListOf, Model, Nested, Text, validated
from ..returned import Returned
from ..source import Map
from ..word import reading
from ..word.markup import W
from .found import Told

CONFIG = ".creation-plan-check.yaml"
_ALLOWS = re.compile(
    r"\s*(?:check\s*[:：]\s*allow|审读\s*[:：]\s*允许)\s*[“\"]?(?P<code>[A-Za-z][A-Za-z0-9_-]*)[”\"]?"
    r"[\s,，。:：;；]*(?P<rest>.*)",
    re.DOTALL,
)
_COMMENT = re.compile(r"(?:^|\s)#(?P<text>.*)$")
_COMMENTS = re.compile(r"word/comments\d*\.xml")


@dataclass(frozen=True, slots=True)
class Allowed:
    """One code that is allowed: everywhere in the file, in a line, or in a paragraph."""

    code: str
    reason: str
    origin: Origin
    line: int = 0  # of YAML; 0: any
    paragraph: int = 0  # of a document; 0: any

    def covers(self, told: Told) -> bool:
        """Whether a finding is what was allowed."""
        if told.code != self.code:
            return False
        if self.line:
            return told.origin.line == self.line
        if self.paragraph:
            return told.place is not None and told.place.paragraph == self.paragraph
        return True


def parted(
    told: Sequence[Told], allowed: Sequence[Allowed]
) -> tuple[tuple[Told, ...], tuple[Told, ...]]:
    """What is to be told, and what is allowed."""
    silent = [any(one.covers(finding) for one in allowed) for finding in told]
    return (
        tuple(finding for finding, quiet in zip(told, silent, strict=True) if not quiet),
        tuple(finding for finding, quiet in zip(told, silent, strict=True) if quiet),
    )


def findings(allowed: Sequence[Allowed], known: Collection[str]) -> list[Finding]:
    """What is wrong with these: a code that no rule has, or no reason."""
    return [
        _unreasoned(one) if one.code in known else _unknown(one, known)
        for one in allowed
        if one.code not in known or not one.reason
    ]


def _unknown(one: Allowed, known: Collection[str]) -> Finding:
    suggestion = closest(one.code, known)
    return problem(
        "allow-unknown",
        N_("there is no rule {name}, so this allows nothing"),
        one.origin,
        hint=N_("did you mean {suggestion}?") if suggestion else "",
        severity="warning",
        name=one.code,
        suggestion=suggestion,
    )


def _unreasoned(one: Allowed) -> Finding:
    return problem(
        "allow-reason",
        N_("{name} is allowed without a reason, so it is told all the same"),
        one.origin,
        hint=N_("write the reason behind the code"),
        severity="warning",
        name=one.code,
    )


# The configuration ---------------------------------------------------------------------------


class AllowModel(Model):
    """一条不再提示的问题。"""

    code = Text("代码", default=...)
    files = Text("哪些文件，如 output/*.docx；不写是全部", default="*")
    reason = Text("理由", default="")  # without one the entry is told, and the others hold


class ConfigModel(Model):
    """审读的配置。"""

    allow = ListOf(Nested(AllowModel), "不再提示的问题", default=...)


@dataclass(frozen=True, slots=True)
class Config:
    """A configuration file: what it allows, in which files of its folder, and what is wrong."""

    folder: Path
    name: str  # as in messages
    entries: tuple[tuple[str, Allowed], ...]  # each with the pattern of its files
    findings: tuple[Finding, ...] = ()

    def wrong(self, known: Collection[str]) -> list[Finding]:
        """What is wrong with the configuration itself."""
        return [*self.findings, *findings([one for _, one in self.entries], known)]

    def allowed(self, path: Path) -> list[Allowed]:
        """What is allowed in a file."""
        try:
            name = path.resolve().relative_to(self.folder).as_posix()
        except ValueError:
            return []
        return [one for pattern, one in self.entries if fnmatchcase(name, pattern)]


def folders(path: Path) -> list[Path]:
    """The folders whose configuration holds for a file: its own and those above it, up to the
    working folder; only its own for a file that lies elsewhere."""
    own, here = path.resolve().parent, Path.cwd()
    if not own.is_relative_to(here):
        return [own]
    return [own, *(above for above in own.parents if above.is_relative_to(here))]


def config(folder: Path, shown: str) -> Config | None:
    """The configuration in a folder; None where there is none."""
    path = folder / CONFIG
    if not path.is_file():
        return None
    wrong: list[Finding] = []
    try:
        data = source.load(path, shown)
        model = validated(ConfigModel, data, wrong)
    except CreationPlanError as error:
        return Config(folder, shown, (), error.findings)
    if model is None:
        return Config(folder, shown, (), tuple(wrong))
    return Config(folder, shown, tuple(_entries(model, data)))


def _entries(model: ConfigModel, data: Map) -> Iterator[tuple[str, Allowed]]:
    for index, entry in enumerate(model.allow):
        origin = source.where(data, ("allow", index, "code"))
        yield entry.files, Allowed(entry.code, entry.reason.strip(), origin)


# In the file itself --------------------------------------------------------------------------


def in_yaml(text: str, name: str) -> list[Allowed]:
    """What the comments of a YAML file allow: in their line, one alone in the next one."""
    found: list[Allowed] = []
    waiting: list[Allowed] = []
    for number, line in enumerate(text.splitlines(), 1):
        comment = _COMMENT.search(line) if "#" in line else None
        match = _ALLOWS.match(comment["text"]) if comment else None
        alone = comment is not None and not line[: comment.start()].strip()
        if not alone and line.strip():
            found += (_at_line(one, number) for one in waiting)
            waiting = []
        if match:
            one = Allowed(match["code"], match["rest"].strip(), Origin(name, number, 1), number)
            (waiting if alone else found).append(one)
    return found + waiting


def _at_line(one: Allowed, line: int) -> Allowed:
    return Allowed(one.code, one.reason, one.origin, line)


def in_document(document: Returned, name: str) -> tuple[list[Allowed], frozenset[str]]:
    """What comments allow, each in the paragraph it stands at, and the ids of those comments."""
    found = {key: match for key, text in comments(document) if (match := _ALLOWS.match(text))}
    allowed = [
        Allowed(
            found[key]["code"],
            found[key]["rest"].strip(),
            Origin(name, number, 1),
            paragraph=number,
        )
        for number, piece in enumerate(document.pieces, 1)
        for key in sorted(piece.comments & found.keys())
    ]
    return allowed, frozenset(found)


def comments(document: Returned) -> Iterator[tuple[str, str]]:
    """The ids of a document's comments and what they say."""
    for part, xml in document.package.parts.items():
        if _COMMENTS.fullmatch(part):
            for comment in reading.parsed(xml, part, document.package.name).iter(f"{{{W}}}comment"):
                texts = (node.text or "" for node in comment.iter(f"{{{W}}}t"))
                yield comment.get(f"{{{W}}}id", ""), "".join(texts)
