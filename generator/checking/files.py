"""One file of any kind to its findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from .. import blueprint as bp
from .. import outline, source
from ..errors import N_, CreationPlanError, Finding, Origin, Rejected, Unreadable, problem
from ..outline.lines import physical
from ..source import Map
from . import allowing, apart, documents, inputs, kinds, markdown, texts
from .allowing import Allowed, Config
from .codes import CODES
from .found import Checked, Context, Place, Told
from .repairs import Repair

if TYPE_CHECKING:
    from .fixing import Fixed
    from .measuring import Sheets


def files_in(paths: Iterable[Path]) -> list[Path]:
    """The files named, and those of the folders named that are worth it, in order; each once.

    In a folder, a text lies beside plans for many reasons: Markdown is taken when it reads as a
    plan, any other text when it is Chinese.
    """
    paths = list(paths)
    named = set(map(kinds.whole, paths))
    found = kinds.files_in(paths)
    return [path for path in found if kinds.whole(path) in named or _is_worth_it(path)]


def left_out(paths: Iterable[Path]) -> list[Finding]:
    """What to tell of the documents in folders that no check can read, and of empty folders."""
    found = []
    for folder in filter(kinds.is_folder, paths):
        others = [
            path for path in kinds.files_in([folder], kinds.OTHERS) if not kinds.is_folder(path)
        ]
        if others:
            found.append(_not_word(folder, others))
        elif not files_in([folder]):
            found.append(_empty(folder))
    return found


def _not_word(folder: Path, others: Sequence[Path]) -> Finding:
    names = [str(path.relative_to(folder)) for path in others]
    return problem(
        "not-checked",
        N_("{count} documents were not checked, as they are no .docx: {names}"),
        Origin(str(folder)),
        hint=N_("save them as .docx with Word or WPS"),
        severity="warning",
        count=len(names),
        names="、".join([*names[:_FEW], *(["…"] if len(names) > _FEW else [])]),
    )


_FEW = 5


def _empty(folder: Path) -> Finding:
    message = N_("there is nothing to check in the folder")
    return problem("not-checked", message, Origin(str(folder)), severity="warning")


def _is_worth_it(path: Path) -> bool:
    suffix = path.suffix.lower()
    if suffix not in kinds.TEXTS:
        return True
    name = bp.shown_name(path)
    try:
        if kinds.kind_of(path, name) != "text":
            return True
        text = texts.read(path, name)
        if suffix != markdown.SUFFIX:
            return texts.is_chinese(text)
        texts.limit(physical(text.text), name)
    except Unreadable:
        return suffix != markdown.SUFFIX  # told when it is checked
    return texts.is_plan(outline.read(markdown.lines_of(text.text)))


class Checker:
    """Checks files; what is known besides them is read once, and so is each configuration."""

    def __init__(self, context: Context, sheets: Sheets | None = None) -> None:
        self._context, self._sheets = context, sheets or {}
        self._configs: dict[Path, Config | None] = {}

    def check(self, path: Path, *, named: bool = True) -> Checked:
        """What there is to tell of a file; of one that cannot be read, why.

        Of a file that was not `named` but lies in a folder, a table may be for anything.
        """
        name = bp.shown_name(path)
        try:
            found, own = self._found(path, name)
        except CreationPlanError as error:
            told = tuple(map(Told, error.findings))
            return Checked(name, "other", told, unreadable=isinstance(error, Unreadable))
        if not named and any(told.code in _NO_ROSTER for told in found.told):
            return Checked(name, "other", notes=(_no_roster(name),))
        allowed = [*own, *self._configured(path)]
        found = _without(found, self._context.without)
        told, silent = allowing.parted(found.told, [one for one in allowed if one.reason])
        wrong = allowing.findings(own, CODES | {one.code for one in found.told})
        return replace(found, told=(*told, *map(Told, wrong)), allowed=silent)

    def fixed(self, path: Path, *, tracked: bool, moment: str) -> Fixed | None:
        """The file with what is safe repaired, but for what is allowed; None for other kinds.

        `tracked`: the text of documents as tracked changes of that moment. Raises `Unreadable`
        for what cannot be read, `Rejected` for what must not be changed.
        """
        from . import fixing  # only few runs repair

        name = bp.shown_name(path)
        kind = kinds.kind_of(path, name)
        if kind == "text" and path.suffix.lower() == markdown.SUFFIX:
            return None  # its marks are not those of the text
        if kind in ("text", "document"):
            self._refuse_unknown_allowances(path)
        if kind == "text":
            allowed = self._configured(path)
            text = texts.read(path, name)
            return fixing.fixed_text(text, name, self._context, _wanted(allowed))
        if kind != "document":
            return None
        found, own = self._found(path, name)
        allowed = [*own, *self._configured(path)]
        _, silent = allowing.parted(found.told, [one for one in allowed if one.reason])
        unwanted = self._context.without.union(told.code for told in silent)
        return fixing.fixed_document(
            documents.read_bytes(path, name),
            name,
            self._context,
            _wanted(allowed),
            unwanted=unwanted,
            tracked=tracked,
            moment=moment,
        )

    def configurations(self) -> list[Checked]:
        """What is wrong with the configurations met so far, of each that is not in order."""
        return [
            Checked(config.name, "config", tuple(map(Told, wrong)))
            for config in self._configs.values()
            if config and (wrong := config.wrong(CODES))
        ]

    def _configured(self, path: Path) -> list[Allowed]:
        """What the configurations allow in a file."""
        configs = [one for folder in allowing.folders(path) if (one := self._config(folder))]
        return [one for config in configs for one in config.allowed(path)]

    def _refuse_unknown_allowances(self, path: Path) -> None:
        """Raise `Rejected` where a configuration cannot be read: what it allows is not known."""
        for folder in allowing.folders(path):
            if (config := self._config(folder)) and config.findings:
                raise Rejected(_unfixed(config.name))

    def _config(self, folder: Path) -> Config | None:
        if folder not in self._configs:
            shown = bp.shown_name(folder / allowing.CONFIG)
            self._configs[folder] = allowing.config(folder, shown)
        return self._configs[folder]

    def _found(self, path: Path, name: str) -> tuple[Checked, list[Allowed]]:
        kind = kinds.kind_of(path, name)
        if kind == "document":
            return documents.checked(path, name, self._context, self._sheets.get(path))
        if kind == "text":
            return self._text(path, name), []
        if path.suffix.lower() in kinds.YAML:
            return self._yaml(path, name)
        findings, notes = inputs.of_roster(path, name, self._context)
        return Checked(name, "roster", tuple(map(Told, findings)), tuple(notes)), []

    def _text(self, path: Path, name: str) -> Checked:
        text = texts.read(path, name)
        notes = texts.encoding_note(text, name)
        if path.suffix.lower() == markdown.SUFFIX:
            told = texts.told_of_markdown(text, name, self._context)
            if told is None:
                return Checked(name, "text", (), (*notes, _no_plan(name)))
        else:
            told = texts.told_of_text(text, name, self._context)
        if not text.text.strip():
            notes.append(_nothing(name))
        return Checked(name, "text", tuple(told), tuple(notes))

    def _yaml(self, path: Path, name: str) -> tuple[Checked, list[Allowed]]:
        """A file of YAML by what it is for."""
        data = source.load(path, name)
        kind = kinds.kind_of_data(data)
        notes: list[Finding] = []
        match kind:
            case "roster":
                findings, notes = inputs.of_roster(path, name, self._context)
            case "blueprint":
                findings = inputs.of_blueprint(path, self._context)
            case "policy":
                findings = inputs.of_policy(path, name)
            case "format":
                findings = inputs.of_format(path)
            case _:
                findings = []
                notes = [_unknown(name)]
        told = _in_order([*map(Told, findings), *self._texts(data, kind)])
        allowed = allowing.in_yaml(path.read_text("utf-8-sig"), name)
        return Checked(name, kind, tuple(told), tuple(notes)), allowed

    def _texts(self, data: Map, kind: str) -> list[Told]:
        """What the texts of a blueprint or a policy say; those of rosters depend on types."""
        if kind == "blueprint":
            return apart.of_texts(apart.texts_of(data), self._context)
        if kind == "policy":
            once = replace(self._context, without=self._context.without | _SAID_ONCE)
            return apart.of_texts(apart.texts_of(data), once)
        return []


# Policies keep what was said once, and as it was said.
_SAID_ONCE = frozenset(("superseded", "congress-name"))


def _unknown(name: str) -> Finding:
    return problem(
        "not-checked",
        N_("the file is no blueprint, no roster, no policy and no format, and was not checked"),
        Origin(name),
        severity="style",
    )


def _no_plan(name: str) -> Finding:
    return problem(
        "not-checked",
        N_("the file is no plan, and was not checked"),
        Origin(name),
        hint=N_("a plan in Markdown has a title and numbered headings"),
        severity="style",
    )


# By its headings a table is no roster, or not known as one.
_NO_ROSTER = frozenset(("no-blueprint-given", "no-header"))


def _no_roster(name: str) -> Finding:
    return problem(
        "not-checked",
        N_("by its headings the table is no roster, and was not checked"),
        Origin(name),
        hint=N_("add a column 蓝图, or use -b"),
        severity="style",
    )


def _unfixed(name: str) -> Finding:
    message = N_("the configuration is wrong, so nothing that it holds for was repaired")
    return problem("not-repaired", message, Origin(name))


def _nothing(name: str) -> Finding:
    message = N_("there is no text in the file")
    return problem("not-checked", message, Origin(name), severity="style")


def _wanted(allowed: Sequence[Allowed]) -> Callable[[Repair], bool]:
    """Whether a repair mends what nobody allowed."""

    def wanted(repair: Repair) -> bool:
        told = Told(Finding(repair.code, ""), Place(repair.index))
        return not any(one.reason and one.covers(told) for one in allowed)

    return wanted


def _without(found: Checked, codes: frozenset[str]) -> Checked:
    """Without the codes that are switched off for this run."""
    return replace(found, told=tuple(told for told in found.told if told.code not in codes))


def _in_order(told: list[Told]) -> list[Told]:
    return sorted(told, key=lambda one: (one.origin.source, one.origin.line, one.origin.column))
