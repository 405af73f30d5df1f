"""What people changed of a document as a whole: its pages, headers and footers, its styles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..errors import N_, Origin, Refusal, Unreadable, problem
from ..word import looks, page_looks
from ..word.looks import FACE, Layout, Look
from ..word.page_looks import Page
from . import styles
from .document import Returned
from .pieces import Piece

# So they stand in `Edits.layout`; no block has such an id.
PAGE, HEADER, FOOTER, STYLE = "#page-setup", "#header", "#footer", "#style "
_NAMES = {
    PAGE: N_("page setup"),
    HEADER: N_("header"),
    FOOTER: N_("footer"),
}
_PAGE_NUMBER = "page_number"  # the key of the style of footers
# LibreOffice counts the least height of a header or footer into the margin beside it.
_ROUNDED = 300  # twips
_SAVED_BY = b"LibreOffice"


def changes(
    document: Returned, told: Layout, usual: Mapping[str, str], within: Iterable[Piece]
) -> tuple[str, ...]:
    """What differs from how the document was written.

    `usual` are the ids that styles have in this document by the keys that records give; `within`
    are its paragraphs, those in cells too.
    """
    try:
        pages = page_looks.pages_in(document.package.parts)
        known = looks.styles(document.package.parts.get(styles.PART, b"<none/>"))
    except ValueError as error:
        raise _damaged(document) from error
    used = dict(usual) | _by_name(document, told, within, known)
    return (*_pages(document, told.pages, pages), *_styles(told, known, used))


def named(name: str) -> str | Refusal:
    """What stands in `Edits.layout` as a message to be told, any other id as it is."""
    if name.startswith(STYLE):
        return Refusal(N_("style “{name}”"), name=name.removeprefix(STYLE))
    return Refusal(_NAMES[name]) if name in _NAMES else name


def _pages(document: Returned, old: tuple[Page, ...], new: tuple[Page, ...]) -> Iterator[str]:
    if not old:
        return
    saved_by = document.package.parts.get("docProps/app.xml", b"")
    rounded = _ROUNDED if _SAVED_BY in saved_by else 0
    if len(old) != len(new):
        yield PAGE  # and which is which is not known
        return
    pairs = list(zip(old, new, strict=True))
    if not all(page_looks.is_same_page(*pair, rounded) for pair in pairs):
        yield PAGE
    if not all(page_looks.is_same_margin(one.headers, other.headers) for one, other in pairs):
        yield HEADER
    if not all(page_looks.is_same_margin(one.footers, other.footers) for one, other in pairs):
        yield FOOTER


def _styles(
    told: Layout, known: Mapping[str, tuple[str, Look]], used: Mapping[str, str]
) -> Iterator[str]:
    """The styles in use that look otherwise, by the names that Word shows."""
    for key, style in used.items():
        if key in told.styles and style in known:
            name, look = told.styles[key]
            if not looks.is_alike(look, known[style][1]):
                yield f"{STYLE}{name}"


def _by_name(
    document: Returned,
    told: Layout,
    within: Iterable[Piece],
    known: Mapping[str, tuple[str, Look]],
) -> dict[str, str]:
    """The ids of styles that no record names, by key: those of cells, of headings run into a text."""
    keys = {
        name.casefold(): key
        for key, (name, _) in told.styles.items()
        if key.endswith(FACE) or key.startswith("table") or key == _PAGE_NUMBER
    }
    ids = {style for piece in within for style in (piece.style, *piece.faces)}
    ids |= {
        style for style, (name, _) in known.items() if keys.get(name.casefold()) == _PAGE_NUMBER
    }
    found = ((keys.get(document.style(style).casefold()), style) for style in sorted(ids))
    return {key: style for key, style in found if key is not None}


def _damaged(document: Returned) -> Unreadable:
    message, part = N_("the part {part} is damaged"), styles.PART
    return Unreadable(problem("not-docx", message, Origin(document.package.name), part=part))
