"""Blueprint + unit + policies to plan.

`compile_blueprint` does everything that does not depend on the unit, once; what no value
can change becomes finished `shared` nodes. `Program.resolve` fills in one unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from . import blueprint as bp
from . import language
from .errors import N_, Finding, closest, problem, reject_errors
from .models import Text
from .numbering import INLINE_SCHEMES
from .parts import (
    Facts,
    Loop,
    MembersPart,
    ParagraphPart,
    Part,
    Scope,
    SectionPart,
    SignaturePart,
    TablePart,
    Timing,
    share,
)
from .plan import Layout, Plan, Role, Section
from .policies import Policy, Version, in_force
from .surroundings import AnnexPart, DispatchPart
from .templating import PLAN_TITLE, RESERVED, Compiler, Names, Wording
from .values import Listing

Path = tuple[int | str, ...]
_ROLES: dict[str, Role] = {
    "indicators": "indicator",
    "criteria": "criterion",
    "phases": "phase",
    "items": "item",
}


_ALWAYS = {"yes": "true", "no": "false"}  # flags of a dispatch that do not depend on the unit


class Named(dict[str, Any]):
    """What a policy or a slogan offers to texts: it prints as itself, its keys print parts."""

    def __init__(self, text: str, parts: Mapping[str, Any]) -> None:
        super().__init__(parts)
        self.text = text

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Program:
    """A blueprint compiled for one set of policy versions; resolves any unit."""

    loaded: bp.Loaded
    versions: Mapping[str, Version]  # those its texts use
    compiler: Compiler
    title: Wording
    parts: tuple[SectionPart, ...]
    signature: SignaturePart | None
    dispatch: DispatchPart | None
    annexes: tuple[AnnexPart, ...]
    by_id: Mapping[str, SectionPart]
    refers: bool  # some text holds a reference
    fixed: Mapping[str, Any]

    @property
    def continues(self) -> bool:
        """Whether any list counts on from the one before."""
        return any(part.frame.continues for part in self.by_id.values())

    def resolve(self, values: Mapping[str, Any], findings: list[Finding]) -> Plan:
        """The plan of a unit with these typed values; texts that fail are told in `findings`."""
        scope = Scope(self.compiler, self.by_id, _names(self.fixed, values), findings)
        title = scope.text(self.title)
        return Plan(
            title=title,
            children=tuple(node for part in self.parts for node in part.nodes(scope)),
            signature=self.signature.node(scope) if self.signature else None,
            annexes=tuple(node for part in self.annexes if (node := part.node(scope))),
            dispatch=self.dispatch.node(scope, title) if self.dispatch else None,
            refers=self.refers,
        )


def _names(fixed: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """The first names texts use: the values, those of the unit's group under `unit`."""
    names: dict[str, Any] = dict(fixed)
    unit: dict[str, Any] = {}
    for name, value in values.items():
        if name.startswith("unit."):
            unit[name[5:]] = value
        else:
            names[name] = value
    names["unit"] = unit
    return names


def compile_blueprint(loaded: bp.Loaded, policies: Mapping[str, Policy], day: date) -> Program:
    """The blueprint with the policy versions in force on `day`; `Rejected` with every error."""
    versions = in_force(policies, day)
    program = _Compilation(loaded, policies, versions).program()
    missing = [
        _not_in_force(wording, name, policies, day)
        for wording in program.compiler.wordings
        for name in wording.policies
        if name not in versions
    ]
    told = [f for f in program.compiler.findings if not (missing and f.code == "no-value")]
    reject_errors([*missing, *told])
    return program


def _not_in_force(
    wording: Wording, name: str, policies: Mapping[str, Policy], day: date
) -> Finding:
    first = policies[name].versions[0].effective if name in policies else ""
    return problem(
        "policy-not-in-force",
        N_("the policy {name} has no version in force on {day} (the first is of {first})"),
        wording.origin,
        name=name,
        day=day,
        first=first,
    )


class _Compilation:
    """Walks one blueprint and makes its parts."""

    def __init__(
        self, loaded: bp.Loaded, policies: Mapping[str, Policy], versions: Mapping[str, Version]
    ) -> None:
        self.loaded, self.blueprint = loaded, loaded.blueprint
        self.versions = versions
        self.by_id: dict[str, SectionPart] = {}
        self.fixed = {"policy": _policy_names(versions), "slogans": _slogan_names(self.blueprint)}
        self.compiler = Compiler(self._known(policies), {**self.fixed, "unit": {}})
        self.scope = Scope(self.compiler, self.by_id, self.fixed, self.compiler.findings)
        self.loop: frozenset[str] = frozenset()

    def _known(self, policies: Mapping[str, Policy]) -> Names:
        return Names(
            variables=frozenset(self.blueprint.variables),
            policies={
                name: frozenset(
                    {*policy.versions[-1].values, *(["text"] if policy.versions[-1].text else [])}
                )
                for name, policy in policies.items()
            },
            slogans=frozenset(self.blueprint.slogans),
            ids=frozenset(language.ids_of(self.blueprint.sections)),
        )

    def program(self) -> Program:
        self._check_names()
        parts = tuple(
            self.section(section, ("sections", index), "", section.show_duties)
            for index, section in enumerate(self.blueprint.sections)
        )
        title = self.text(self.blueprint.title, ("title",))
        signature, dispatch = self.signature(), self.dispatch()
        annexes = tuple(self._annex(spec, n) for n, spec in enumerate(self.blueprint.annexes))
        used = sorted({name for wording in self.compiler.wordings for name in wording.policies})
        return Program(
            loaded=self.loaded,
            versions={name: self.versions[name] for name in used if name in self.versions},
            compiler=self.compiler,
            title=title,
            parts=parts,
            signature=signature,
            dispatch=dispatch,
            annexes=annexes,
            by_id=self.by_id,
            refers=any(wording.refers for wording in self.compiler.wordings),
            fixed=self.fixed,
        )

    def _check_names(self) -> None:
        for name in self.blueprint.variables:
            if name in RESERVED:
                self.tell(
                    "reserved-name",
                    N_("{name} is a name of the language and cannot be a variable"),
                    ("variables", name),
                    name=name,
                )

    def tell(self, code: str, message: str, path: Path, hint: str = "", **args: object) -> None:
        origin = self.loaded.where(*path)
        self.compiler.findings.append(Finding(code, message, origin, hint, args=args))

    def text(self, text: str, path: Path) -> Wording:
        return self.compiler.text(text, self.loaded.where(*path), self.loop)

    def texts(self, texts: Sequence[str], path: Path) -> tuple[Wording, ...]:
        return tuple(self.text(text, (*path, index)) for index, text in enumerate(texts))

    def condition(self, expression: str, path: Path) -> Wording | None:
        return self.compiler.condition(expression, self.loaded.where(*path), self.loop)

    # Sections ----------------------------------------------------------------------------

    def section(
        self, item: Any, path: Path, parent: str, shows_duty: bool, role: Role = "section"
    ) -> SectionPart:
        name = f"{parent}/{item.id}" if parent else item.id
        outer = self.loop
        loop = self._loop(item, path)
        inline = self._inline(item)
        part = SectionPart(
            id=name,
            origin=self.loaded.where(*path),
            role=role,
            heading=self.text(item.heading, (*path, "heading")),
            frame=self._frame(item, role, name, path, inline, shows_duty),
            before=self.paragraphs(item.text, (*path, "text"), name),
            lists=tuple(self._lists(item, path, name, shows_duty)),
            after=tuple(self._after(item, path, name)),
            facts=self._facts(item, path),
            timing=self._timing(item, path) if role == "phase" else None,
            when=self.condition(item.when, (*path, "when")),
            loop=loop,
        )
        part.settle(self.scope)
        self.by_id[name] = part
        self.loop = outer
        if not outer and _never_varies(part):
            part.constant = tuple(share(node) for node in part.nodes(self.scope))
        return part

    def _lists(self, item: Any, path: Path, name: str, shows_duty: bool) -> Iterator[SectionPart]:
        inline = self._inline(item)
        for list_name, children in language.child_lists(item):
            for index, child in enumerate(children):
                here = (*path, list_name, index)
                if inline and not _fits_inline(child):
                    self.tell(
                        "inline-child",
                        N_(
                            "an item within a paragraph has one text, and no lists or tables of its own"
                        ),
                        here,
                    )
                yield self.section(child, here, name, shows_duty, _ROLES[list_name])

    def _inline(self, item: Any) -> bool:
        return getattr(item, "inline", False) or self._scheme(item) in INLINE_SCHEMES

    @staticmethod
    def _scheme(item: Any) -> str:
        return item.numbering.style if isinstance(item, language.Item) else ""

    def _frame(
        self, item: Any, role: Role, name: str, path: Path, inline: bool, shows_duty: bool
    ) -> Section:
        slogan = getattr(item, "slogan", "")
        expansion = self.blueprint.slogans.get(slogan)
        if slogan and expansion is None:
            known = list(self.blueprint.slogans)
            self.tell(
                "unknown-slogan",
                N_("there is no slogan {name}"),
                (*path, "slogan"),
                N_("did you mean {suggestion}?") if closest(slogan, known) else "",
                name=slogan,
                suggestion=closest(slogan, known),
            )
        return Section(
            id=name,
            role=role,
            origin=self.loaded.where(*path),
            kind=getattr(item, "kind", ""),
            layout=_layout(item, inline),
            scheme=self._scheme(item),
            continues=isinstance(item, language.Item) and item.numbering.continues,
            inline=inline,
            expects=tuple(expansion.items) if expansion else (),
            slogan=expansion.name if expansion else "",
            shows_duty=shows_duty,
        )

    def _loop(self, item: Any, path: Path) -> Loop | None:
        """The item's `each`, its name brought into scope for the texts that follow."""
        if not item.each:
            return None
        match = re.fullmatch(
            r"\s*([a-z][a-z0-9_]*)\s+in\s+((?:unit\.)?[a-z][a-z0-9_]*)\s*", item.each
        )
        if not match:
            self.tell(
                "bad-each",
                N_("“{text}” is not understood"),
                (*path, "each"),
                N_("write: village in villages"),
                text=item.each,
            )
            return None
        name, variable = match.groups()
        declared = self.blueprint.variables.get(variable)
        if declared is None or declared.type not in ("list", "table", "person_list"):
            lists = [
                n
                for n, v in self.blueprint.variables.items()
                if v.type in ("list", "table", "person_list")
            ]
            self.tell(
                "each-over",
                N_("{name} is not a variable of type list, table or person_list"),
                (*path, "each"),
                N_("did you mean {suggestion}?") if closest(variable, lists) else "",
                name=variable,
                suggestion=closest(variable, lists),
            )
        if name in self.blueprint.variables or name in RESERVED:
            self.tell(
                "each-name",
                N_("{name} is already the name of something else"),
                (*path, "each"),
                name=name,
            )
        self.loop |= {name}
        key = self.text("{{ " + item.key + " }}", (*path, "key")) if item.key else None
        return Loop(name, variable, key)

    def _facts(self, item: Any, path: Path) -> Facts:
        def text(name: str) -> Wording:
            return self.text(getattr(item, name, "") or "", (*path, name))

        points = getattr(item, "points", None)
        return Facts(
            owner=text("owner"),
            due=text("due"),
            deliverable=text("deliverable"),
            support=self.texts(item.support, (*path, "support")),
            target=text("target"),
            by=text("by"),
            threshold=text("threshold"),
            evidence=self.texts(getattr(item, "evidence", ()), (*path, "evidence")),
            points=self.text(points, (*path, "points")) if points is not None else None,
        )

    def _timing(self, phase: language.Phase, path: Path) -> Timing:
        return Timing(
            start=self.text(phase.start, (*path, "from")),
            to=self.text(phase.to, (*path, "to")),
            months=self.text(phase.months, (*path, "months")) if phase.months else None,
            days=self.text(phase.days, (*path, "days")) if phase.days else None,
        )

    # Leaves ------------------------------------------------------------------------------

    def paragraphs(self, texts: Any, path: Path, parent: str, mark: str = "") -> tuple[Part, ...]:
        entries = [texts] if isinstance(texts, str) else texts
        return tuple(
            self._paragraph(entry, (*path, index), f"{parent}#{mark}{index + 1}")
            for index, entry in enumerate(entries)
            if entry
        )

    def _paragraph(self, entry: str | language.Paragraph, path: Path, name: str) -> ParagraphPart:
        origin = self.loaded.where(*path)
        if isinstance(entry, str):
            part = ParagraphPart(name, origin, self.text(entry, path))
        else:
            name = f"{name.rpartition('#')[0]}#{entry.id}" if entry.id else name
            when = self.condition(entry.when, (*path, "when"))
            part = ParagraphPart(name, origin, self.text(entry.text, (*path, "text")), when)
        if not self.loop and part.text.constant is not None and part.when is None:
            part.constant = tuple(share(node) for node in part.nodes(self.scope))
        return part

    def _after(self, item: Any, path: Path, name: str) -> Iterator[Part]:
        if not isinstance(item, language.Item):
            return
        if item.table:
            yield self._table(item.table, (*path, "table"), f"{name}#table")
        if item.members:
            yield self._members(item.members, (*path, "members"), f"{name}#members")
        yield from self.paragraphs(item.closing, (*path, "closing"), name, "end")

    def _table(self, spec: language.TableSpec, path: Path, name: str) -> TablePart:
        variable, headings = "", tuple(spec.headings)
        columns: tuple[str, ...] = ()
        rows: tuple[tuple[Wording, ...], ...] = ()
        if isinstance(spec.rows, str):
            variable = spec.rows
            declared = self.blueprint.variables.get(variable)
            if declared is None or declared.type != "table":
                self._no_variable(variable, ("table",), (*path, "rows"))
            else:
                columns = tuple(declared.columns)
                headings = headings or tuple(column.label for column in declared.columns.values())
        else:
            rows = tuple(self.texts(row, (*path, "rows", n)) for n, row in enumerate(spec.rows))
        self._check_width(headings, columns, rows, spec.widths, path)
        part = TablePart(
            id=name,
            origin=self.loaded.where(*path),
            caption=self.text(spec.caption, (*path, "caption")),
            headings=self.texts(headings, (*path, "headings")),
            widths=tuple(spec.widths),
            variable=variable,
            columns=columns,
            rows=rows,
        )
        cells = [part.caption, *part.headings, *(cell for row in rows for cell in row)]
        if not self.loop and not variable and all(cell.constant is not None for cell in cells):
            part.constant = tuple(share(node) for node in part.nodes(self.scope))
        return part

    def _check_width(
        self, headings: Sequence[str], columns: Sequence[str], rows: Iterable[Sequence[Wording]],
        widths: Sequence[float], path: Path,
    ) -> None:  # fmt: skip
        counts = [len(row) for row in rows] + ([len(columns)] if columns else [])
        if widths:
            counts.append(len(widths))
        if any(count != len(headings) for count in counts):
            self.tell(
                "table-width",
                N_(
                    "the table has {headings} headings; every row, and widths, must have as many entries"
                ),
                path,
                headings=len(headings),
            )

    def _members(self, specs: Sequence[language.MemberSpec], path: Path, name: str) -> MembersPart:
        for index, spec in enumerate(specs):
            declared = self.blueprint.variables.get(spec.people)
            if declared is None or declared.type not in ("person", "person_list", "list"):
                types = ("person", "person_list", "list")
                self._no_variable(spec.people, types, (*path, index, "people"))
        rows = tuple(
            (self.text(spec.post, (*path, index, "post")), spec.people)
            for index, spec in enumerate(specs)
        )
        return MembersPart(name, self.loaded.where(*path), rows)

    def _no_variable(self, name: str, types: tuple[str, ...], path: Path) -> None:
        known = [n for n, v in self.blueprint.variables.items() if v.type in types]
        self.tell(
            "variable-type",
            N_("{name} is not a variable of type {types}"),
            path,
            N_("did you mean {suggestion}?") if closest(name, known) else "",
            name=name,
            types=", ".join(types),
            suggestion=closest(name, known),
        )

    def signature(self) -> SignaturePart | None:
        spec = self.blueprint.signature
        if spec is None:
            return None
        return SignaturePart(
            origin=self.loaded.where("signature"),
            issuer=self.text(spec.issuer, ("signature", "issuer")),
            date=self.text(spec.date, ("signature", "date")),
            when=self.condition(spec.when, ("signature", "when")),
        )

    # What surrounds the plan --------------------------------------------------------------

    def dispatch(self) -> DispatchPart | None:
        spec = self.blueprint.dispatch
        if spec is None:
            return None
        self.loop = frozenset((PLAN_TITLE,))
        part = self._dispatch(spec, ("dispatch",))
        self.loop = frozenset()
        return part

    def _dispatch(self, spec: language.DispatchSpec, at: Path) -> DispatchPart:
        names = [name for name, field in spec.fields.items() if type(field) is Text]
        names = [name for name in names if name not in ("sealed", "names_annex")]
        return DispatchPart(
            origin=self.loaded.where(*at),
            texts={name: self.text(getattr(spec, name), (*at, name)) for name in names},
            issuers=self.texts(spec.issuers, (*at, "issuers")),
            signers=self.texts(spec.signers, (*at, "signers")),
            body=cast(
                tuple[ParagraphPart, ...],
                self.paragraphs(spec.body, (*at, "body"), "#dispatch"),
            ),
            sealed=self._flag(spec.sealed, (*at, "sealed")),
            names_annex=self._flag(spec.names_annex, (*at, "names_annex")),
        )

    def _flag(self, text: str, path: Path) -> Wording | None:
        """A condition, for which yes and no may stand."""
        return self.condition(_ALWAYS.get(text, text), path)

    def _annex(self, spec: language.AnnexSpec, index: int) -> AnnexPart:
        at: Path = ("annexes", index)
        name = f"#annex-{spec.id}"
        self._check_annex(spec, at)
        return AnnexPart(
            id=name,
            origin=self.loaded.where(*at),
            kind=spec.kind,
            title=self.text(spec.title, (*at, "title")),
            of=tuple(spec.of),
            total=spec.total,
            method=self.text(spec.method, (*at, "method")),
            when=self.condition(spec.when, (*at, "when")),
            members=self._members(spec.members, (*at, "members"), f"{name}-members"),
            table=self._table(spec.table, (*at, "table"), f"{name}-table") if spec.table else None,
            file=str(self.loaded.files[0].parent / spec.file) if spec.file else "",
        )

    def _check_annex(self, spec: language.AnnexSpec, at: Path) -> None:
        for kind in ("table", "file"):
            if bool(getattr(spec, kind)) != (spec.kind == kind):
                message = N_("{key} belongs to an annex of the kind {key}, and it needs it")
                self.tell("annex-kind", message, at, key=kind)
        if spec.kind in ("table", "file") and not spec.title:
            self.tell(
                "annex-title", N_("an annex of the kind {key} needs a title"), at, key=spec.kind
            )
        known = set(language.ids_of(self.blueprint.sections))
        for index, name in enumerate(spec.of):
            if name not in known:
                self.tell(
                    "unknown-id",
                    N_("there is no part with the id {name}"),
                    (*at, "of", index),
                    N_("did you mean {suggestion}?") if closest(name, known) else "",
                    name=name,
                    suggestion=closest(name, known),
                )


def _layout(item: Any, inline: bool) -> Layout:
    """As stated; else a heading alone on its line where more than its own text follows."""
    stated = getattr(item, "layout", None)
    if stated:
        return stated  # type: ignore[no-any-return]
    if isinstance(item, language.Section):
        return "block"
    has_list = any(True for _ in language.child_lists(item)) and not inline
    if has_list or (item.heading and not item.text):
        return "run_in" if inline else "block"
    return "run_in"


def _fits_inline(item: Any) -> bool:
    if any(True for _ in language.child_lists(item)):
        return False
    if isinstance(item, language.Item):
        return len(item.text) <= 1 and not (item.closing or item.table or item.members)
    return True


def _never_varies(part: SectionPart) -> bool:
    wordings = [part.heading, *part.facts.wordings()]
    if part.timing:
        return False  # a stage's window depends on the stage before it
    return (
        part.when is None
        and part.loop is None
        and all(wording is None or wording.constant is not None for wording in wordings)
        and all(child.constant is not None for child in (*part.before, *part.lists, *part.after))
    )


def _policy_names(versions: Mapping[str, Version]) -> dict[str, Named]:
    return {
        name: Named(version.text, {"text": version.text, **version.values})
        for name, version in versions.items()
    }


def _slogan_names(blueprint: language.Blueprint) -> dict[str, Named]:
    return {
        name: Named(
            f"“{slogan.name}”",
            {
                "name": slogan.name,
                "items": Listing(slogan.items),
                "expanded": f"“{slogan.name}”（{'、'.join(slogan.items)}）",
            },
        )
        for name, slogan in blueprint.slogans.items()
    }
