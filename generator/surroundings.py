"""What surrounds a plan, compiled: the dispatch that carries it, and its annexes.

Fills in one unit's values; what a dispatch must have is checked here, element by element.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import cast, get_args

from . import readers, values
from .errors import N_, Finding, Origin, closest, problem, told_at
from .parts import MembersPart, ParagraphPart, Scope, TablePart
from .plan import Annex, AnnexKind, AnnexSpec, Dispatch, Form, Members, Paragraph
from .templating import PLAN_TITLE, Wording

FORMS = get_args(Form)
_BY_CHINESE_NAME = dict(zip(("方案", "印发通知", "信函", "转发通知"), FORMS, strict=True))
_DATES = ("date", "printed")
_URGENCY = ("特急", "加急", "特提", "平急")
_SECRECY = r"(绝密|机密|秘密)(★(长期|\d+年|\d+个月|\d{4}年\d{1,2}月\d{1,2}日))?"


@dataclass(frozen=True, slots=True)
class DispatchPart:
    """The dispatch: texts by element, still to be filled in."""

    origin: Origin
    texts: Mapping[str, Wording]
    issuers: tuple[Wording, ...]
    signers: tuple[Wording, ...]
    body: tuple[ParagraphPart, ...]
    sealed: Wording | None
    names_annex: Wording | None

    def node(self, scope: Scope, plan_title: str) -> Dispatch | None:
        """The dispatch; None where the plan goes alone. What is missing is told."""
        form = scope.text(self.texts["form"]) or "plan"
        form = _BY_CHINESE_NAME.get(form, form)
        if form not in FORMS:
            self._tell_form(form, scope)
            return None
        if form == "plan":
            return None
        names = {**scope.names, PLAN_TITLE: plan_title}
        scope = Scope(scope.compiler, scope.by_id, names, scope.findings)
        texts = {name: self._text(name, scope) for name in self.texts if name != "form"}
        if form == "notice" and not texts["title"]:
            texts["title"] = f"关于印发《{plan_title}》的通知"
        dispatch = Dispatch(
            form=cast(Form, form),
            issuers=tuple(_names(self.issuers, scope)),
            signers=tuple(_names(self.signers, scope)),
            body=tuple(
                node
                for part in self.body
                for node in part.nodes(scope)
                if isinstance(node, Paragraph)
            ),
            sealed=self.sealed is not None and scope.holds(self.sealed),
            names_annex=scope.holds(self.names_annex),
            origin=self.origin,
            **texts,
        )
        scope.findings += self._wrong(dispatch)
        return dispatch

    def _text(self, name: str, scope: Scope) -> str:
        """An element as it is printed: dates as official dates (7.3.5.4), whatever was typed."""
        text = scope.text(self.texts[name])
        if name in _DATES and text:
            with contextlib.suppress(values.BadValue):  # which `_wrong` tells
                return str(readers.read_date(text))
        return text

    def _tell_form(self, form: str, scope: Scope) -> None:
        suggestion = closest(form, FORMS)
        scope.tell(
            "dispatch-form",
            N_("“{form}” is no form of document; the forms are: {forms}"),
            self.texts["form"].origin,
            N_("did you mean {suggestion}?") if suggestion else "",
            form=form,
            forms="、".join(FORMS),
            suggestion=suggestion,
        )

    def _wrong(self, dispatch: Dispatch) -> Iterator[Finding]:
        """What clauses 7.2 to 7.4 do not allow."""
        if not dispatch.issuers:
            message = N_("the document has no issuer")
            yield problem("dispatch-issuer", message, self.origin, hint=N_("give issuers a value"))
        if not dispatch.title:
            message = N_("a document of the form {form} needs a title")
            yield problem("dispatch-title", message, self.origin, form=dispatch.form)
        if dispatch.copy_number and not re.fullmatch(r"\d{6}", dispatch.copy_number, re.ASCII):
            message = N_("“{text}” is not a copy number of six digits")
            yield self._bad("copy_number", message, dispatch.copy_number)
        if dispatch.secrecy and not re.fullmatch(_SECRECY, dispatch.secrecy):
            message = N_("“{text}” is not a degree of secrecy with its period, as 机密★1年")
            yield self._bad("secrecy", message, dispatch.secrecy)
        if dispatch.urgency and dispatch.urgency not in _URGENCY:
            message = N_("“{text}” is not a degree of urgency, as 特急 or 加急")
            yield self._bad("urgency", message, dispatch.urgency)
        yield from self._unread("number", dispatch.number, _read_number)
        for name in _DATES:
            yield from self._unread(name, getattr(dispatch, name), readers.read_date)

    def _bad(self, name: str, message: str, text: str) -> Finding:
        return problem(f"dispatch-{name}", message, self.texts[name].origin, text=text)

    def _unread(self, name: str, text: str, read: Callable[[str], object]) -> Iterator[Finding]:
        """A text that must read as what it is printed as, unless it is left open."""
        if not text or text.startswith("〔待补"):
            return
        try:
            read(text)
        except values.BadValue as error:
            yield told_at(f"dispatch-{name}", error, self.texts[name].origin)


def _read_number(text: str) -> str:
    """The document number (发文字号) as it must be written; `BadValue` if it is none."""
    number: str = readers.READERS["doc_number"](cast(readers.Spec, None), text)
    return number


def _names(wordings: tuple[Wording, ...], scope: Scope) -> Iterator[str]:
    """The names in lists whose entries may print several, parted by 、."""
    for wording in wordings:
        yield from (name.strip() for name in scope.text(wording).split("、") if name.strip())


@dataclass(frozen=True, slots=True)
class AnnexPart:
    """An annex: derived from the plan, a table of its own, or a file."""

    id: str
    origin: Origin
    kind: str
    title: Wording
    of: tuple[str, ...]
    total: int | None
    method: Wording
    when: Wording | None
    members: MembersPart | None = None
    table: TablePart | None = None
    file: str = ""

    def node(self, scope: Scope) -> Annex | AnnexSpec | None:
        """The annex, or the order to derive it once the plan is numbered; None without it."""
        if not scope.holds(self.when):
            return None
        title = scope.text(self.title)
        if self.table is not None:
            children = tuple(self.table.nodes(scope))
            return Annex(id=self.id, title=title, children=children, origin=self.origin)
        if self.file:
            return Annex(id=self.id, title=title, file=self.file, origin=self.origin)
        lists = self.members.nodes(scope) if self.members else ()
        return AnnexSpec(
            id=self.id,
            kind=cast(AnnexKind, self.kind),
            title=title,
            of=self.of,
            total=self.total,
            method=scope.text(self.method),
            members=tuple(row for node in lists if isinstance(node, Members) for row in node.rows),
            origin=self.origin,
        )
