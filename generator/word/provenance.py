"""What a document tells about itself: how it was made, and the blocks as they were generated.

It travels in a custom XML part, which Word and LibreOffice keep, so that a document can be
merged with its next version even when it comes back by e-mail.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, Any

from ..blocks import AnyBlock, Block, FileBlock, ImprintBlock, MarkBlock, TableBlock, Turn
from ..errors import N_, Origin, Unreadable, problem
from . import looks, page_looks
from .bookmarks import bookmark
from .looks import Layout
from .markup import DECLARATION, attribute, encode, escape
from .package import Part

if TYPE_CHECKING:
    import zipfile

NAMESPACE = "urn:creation-plan:provenance:1"
# The blocks stand in runs, those of this document alone first and together: in the order of the
# document every run would be a chunk of its own, and small chunks compress badly and slowly.
_CLOSE = "</shared></blocks>{}</provenance>"
# What parts the cells of a table stands between them; in a cell it is told otherwise, by
# characters that no document may hold (see `characters`).
_IN_CELLS = {"\n": "\u2028", "\t": "\u2029"}
_BETWEEN_ROWS, _BETWEEN_CELLS = "\x01", "\x02"  # for as long as the text is put together
_AS_TOLD = {**_IN_CELLS, _BETWEEN_ROWS: "\n", _BETWEEN_CELLS: "\t"}
_PAGES = re.compile("<pages>.*?</pages>", re.DOTALL)
_STYLES = re.compile("<styles>.*?</styles>", re.DOTALL)
_BLOCK = re.compile('<block id="([^"]*)"[^>]*>')
_DIGEST, _COLUMNS = re.compile(' digest="[^"]*"'), re.compile(' grid="[^"]*"')
_GRID = "<w:tblGrid>"
MAX_ITEM = 32 * 1024 * 1024  # of an XML part that is read back


@dataclass(frozen=True, slots=True)
class Record:
    """A block as it was generated."""

    id: str
    bookmark: str
    style: str  # "table" for a table, and so on; see `_KINDS`
    text: str
    label: str = ""  # the number the text begins with
    # Of a table whose cells have lines of their own, so that the text cannot tell them: all cells.
    rows: tuple[tuple[str, ...], ...] = ()
    fills: frozenset[tuple[int, int]] = frozenset()  # filled cells, as in `TableBlock.shaded`
    joins: frozenset[tuple[int, int]] = frozenset()  # cells joined with others above or below
    grid: tuple[int, ...] = ()  # the widths of a table's columns in twips
    digest: str = ""  # of the content of an annex that is a file, if it is known


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What a document was made from; the writer adds what stands from `format` on."""

    blueprint: str = ""
    blueprint_hash: str = ""
    files: Mapping[str, str] = field(default_factory=dict)  # blueprint file → hash
    policies: Mapping[str, str] = field(default_factory=dict)  # policy id → version
    unit: str = ""
    values: Mapping[str, str] = field(default_factory=dict)  # variable → text as given
    generator: str = ""  # version
    format: str = ""
    blocks: tuple[Record, ...] = ()
    document_crc: int = 0  # of word/document.xml as written
    document_size: int = 0
    layout: Layout | None = None  # None in records that do not tell it yet


def opening(
    made: Provenance,
    format_key: str,
    document: Part,
    own: Sequence[str],
    shared_first: bool,
    pages: str = "",
) -> str:
    """The item up to the shared runs; `own` are the other ones, between which those stand.

    `pages` are those of its sections, as `told_pages` has them.
    """
    return (
        f'{DECLARATION}<provenance xmlns="{NAMESPACE}" generator="{attribute(made.generator)}"'
        f' format="{attribute(format_key)}">'
        f'<document crc="{document.crc:08x}" size="{document.size}"/>'
        f'<blueprint id="{attribute(made.blueprint)}" hash="{attribute(made.blueprint_hash)}">'
        f"{_pairs('file', made.files)}</blueprint>"
        f"<policies>{_pairs('policy', made.policies)}</policies>"
        f'<unit id="{attribute(made.unit)}"/><values>{_pairs("value", made.values)}</values>'
        f"{pages}"
        f'<blocks first="{"shared" if shared_first else "own"}"><own>{"".join(own)}'
        "</own><shared>"
    )


def closing(layout: Layout) -> str:
    """What follows the shared runs: how styles look, the same in every document of a writer."""
    return _CLOSE.format(f"<styles>{escape(looks.told_styles(layout.styles))}</styles>")


def told_pages(pages: Iterable[page_looks.Page]) -> str:
    """The pages of the sections, as they are noted in the item."""
    return f"<pages>{''.join(f'<page>{escape(page.told)}</page>' for page in pages)}</pages>"


def completed(item: bytes, pages: Iterable[page_looks.Page], digests: Mapping[str, str]) -> bytes:
    """The item of a document into which files were taken: its pages now, and what the files say."""
    told = item.decode()
    told = _PAGES.sub(lambda _: told_pages(pages), told, count=1)
    for name, digest in digests.items():
        start = _record_start(name, _KINDS[FileBlock], "")[:-1]
        told = told.replace(f"{start}>", f'{start} digest="{digest}">', 1)
    return encode(told)


def carried(new: bytes, old: bytes) -> bytes:
    """The new item of a file whose text was brought up to date, while its look stayed.

    What it tells of styles, pages, files and the widths of columns is what the old item told.
    """
    told, before = new.decode(), old.decode("utf-8", "replace")
    for part in (_PAGES, _STYLES):
        kept, place = part.search(before), part.search(told)
        if place is not None:
            instead = "" if kept is None else kept[0]
            told = f"{told[: place.start()]}{instead}{told[place.end() :]}"
    attributes = {found[1]: found[0] for found in _BLOCK.finditer(before)}
    return encode(_BLOCK.sub(lambda found: _with_look(found, attributes.get(found[1], "")), told))


def _with_look(block: re.Match[str], before: str) -> str:
    """The start of a block that tells what the one before told of a file or of columns."""
    start = block[0]
    if not before:
        return start
    digest = _DIGEST.search(before)
    start = _DIGEST.sub("", start)
    if digest is not None:
        start = f"{start[:-1]}{digest[0]}>"
    grid, old_grid = _COLUMNS.search(start), _COLUMNS.search(before)
    same = grid is not None and old_grid is not None and grid[0] == old_grid[0]
    return start if same else _COLUMNS.sub("", start)  # it may be the old table, or a new one


def _pairs(element: str, pairs: Mapping[str, str]) -> str:
    """The pairs in order of their names: not every caller's mapping has an order of its own."""
    return "".join(
        f'<{element} name="{attribute(name)}">{escape(text)}</{element}>'
        for name, text in sorted(pairs.items())
    )


def records(blocks: Iterable[AnyBlock], xml: Iterable[str]) -> str:
    """A run of blocks as it is noted in the item; `xml` is what is written for each."""
    return run(map(record, blocks, xml))


def run(told: Iterable[str]) -> str:
    """A run of blocks of which the records are given."""
    return f"<run>{''.join(told)}</run>"


def record(block: AnyBlock, xml: str) -> str:
    """A block as it is noted in a run."""
    if isinstance(block, Block):
        start = _record_start(block.id, block.style, block.label)
    elif isinstance(block, TableBlock):
        return _table_record(block, xml)
    else:
        start = _record_start(block.id, _KINDS[type(block)], "")
    return f"{start}{escape(block.text)}</block>"


def _table_record(block: TableBlock, xml: str) -> str:
    joins = {(at, column) for row, column, n in block.merged for at in range(row, row + n)}
    told = {"fills": _places(block.shaded - joins), "joins": _places(joins), "grid": _grid(xml)}
    more = "".join(f' {name}="{value}"' for name, value in told.items() if value)
    start, text = _record_start(block.id, _KINDS[TableBlock], ""), block.text
    rows = (block.headings, *block.rows)
    breaks, tabs = len(rows) - 1, sum(map(len, rows)) - len(rows)
    if text.count("\n") > breaks or text.count("\t") > tabs:
        text = _BETWEEN_ROWS.join([_BETWEEN_CELLS.join(row) for row in rows])
        for sign, instead in _AS_TOLD.items():
            text = text.replace(sign, instead)
    return f"{start[:-1]}{more}>{escape(text)}</block>"


def _places(cells: Iterable[tuple[int, int]]) -> str:
    return " ".join(f"{row}.{column}" for row, column in sorted(cells))


def _grid(xml: str) -> str:
    """The widths of the columns of a table as it was written."""
    start, end = xml.find(_GRID), xml.find("</w:tblGrid>")
    columns = xml[start + len(_GRID) : end] if start >= 0 else ""
    return columns.replace('<w:gridCol w:w="', "").replace('"/>', " ").rstrip()


# What a record says of a block that is no paragraph.
_KINDS: dict[type, str] = {
    TableBlock: "table", MarkBlock: "mark", ImprintBlock: "imprint", Turn: "turn",
    FileBlock: "file",
}  # fmt: skip


@lru_cache(maxsize=4096)  # a run repeats the same ids for every unit
def _record_start(block_id: str, style: str, label: str) -> str:
    numbered = f' label="{attribute(label)}"' if label else ""
    return (
        f'<block id="{attribute(block_id)}" bookmark="{bookmark(block_id)[0]}" style="{style}"'
        f"{numbered}>"
    )


def read_provenance(data: bytes, name: str = "") -> Provenance | None:
    """What a .docx tells about itself; None when it does not come from this program.

    Raises `Unreadable` for a file that is no .docx, or is dangerous to read; `name` is the
    file's name in that message.
    """
    with _open(data, name) as package:
        items = (_content(package, part, name) for part in package.namelist() if _is_item(part))
        return _first(items, name)


def provenance_of(parts: Mapping[str, bytes], name: str = "") -> Provenance | None:
    """As `read_provenance`, from the parts of a package that was read."""
    return _first((content for part, content in parts.items() if _is_item(part)), name)


def recorded(record: bytes, name: str = "") -> Provenance:
    """What the item of a document tells, from its bytes as they stand deflated in the package.

    Raises `Unreadable` for bytes that are none; `name` is told as their place.
    """
    if (found := _first([_inflated(record, name)], name)) is None:
        raise _unreadable(N_("the document is damaged"), name)
    return found


def recorded_apart(old: bytes, new: bytes) -> tuple[Provenance, Provenance]:
    """As `recorded`, of two records; blocks that both have alike are left out of both.

    Of records whose blocks do not stand in one order all blocks are told.
    """
    texts = [_inflated(record, "").decode("utf-8", "replace") for record in (old, new)]
    if _frame(texts[0]) == _frame(texts[1]):
        both = set(_WHOLE_BLOCK.findall(texts[0])) & set(_WHOLE_BLOCK.findall(texts[1]))
        texts = [
            _WHOLE_BLOCK.sub(lambda one: "" if one[0] in both else one[0], text) for text in texts
        ]
    base, ours = (_first([text.encode()], "") for text in texts)
    if base is None or ours is None:
        raise _unreadable(N_("the document is damaged"), "")
    return base, ours


# A block as `records` writes it, and what tells the order of blocks.
_WHOLE_BLOCK = re.compile(r'<block id="[^"]*"[^>]*>[^<]*</block>')
_ORDER = re.compile(r'<run>|<block id="[^"]*"|<blocks [^>]*>|</own>')


def _frame(text: str) -> list[str]:
    """The order of the blocks, and how they stand in runs."""
    return _ORDER.findall(text)


def _inflated(record: bytes, name: str) -> bytes:
    import zlib  # as lxml below

    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        item = inflater.decompress(record, MAX_ITEM)
    except zlib.error as error:
        raise _unreadable(N_("the document is damaged"), name) from error
    if not inflater.eof:
        raise _unreadable(N_("the document is damaged"), name)
    return item


def _first(items: Iterable[bytes], name: str) -> Provenance | None:
    for item in items:
        root = _parsed(item, name)
        if root.tag == f"{{{NAMESPACE}}}provenance":
            return _provenance(root)
    return None


def _open(data: bytes, name: str) -> zipfile.ZipFile:
    import zipfile  # as lxml below: only documents that come back need it, drafting starts fast

    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise _unreadable(N_("the file is not a Word document (.docx)"), name) from error


def _is_item(part: str) -> bool:
    """Whether it is a custom XML item; LibreOffice numbers them anew."""
    return part.startswith("customXml/item") and "Props" not in part and part.endswith(".xml")


def _content(package: zipfile.ZipFile, part: str, name: str) -> bytes:
    try:
        with package.open(part) as file:
            content = file.read(MAX_ITEM + 1)  # the size in the directory may be a lie
    except Exception as error:  # zipfile lets zlib, struct and its own errors through
        raise _unreadable(N_("the document is damaged"), name) from error
    if len(content) > MAX_ITEM:
        raise _unreadable(N_("a part of the document is too large"), name)
    return content


def _parsed(xml: bytes, name: str) -> Any:
    """The root element; document type declarations are refused, entities never expanded."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise _unreadable(N_("the document is damaged"), name) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise _unreadable(N_("the document contains a document type declaration"), name)
    return root


def _unreadable(message: str, name: str) -> Unreadable:
    return Unreadable(problem("not-docx", message, Origin(name)))


def _provenance(root: Any) -> Provenance:
    document, blueprint = _child(root, "document"), _child(root, "blueprint")
    return Provenance(
        blueprint=blueprint.get("id", ""),
        blueprint_hash=blueprint.get("hash", ""),
        files=_named(blueprint),
        policies=_named(_child(root, "policies")),
        unit=_child(root, "unit").get("id", ""),
        values=_named(_child(root, "values")),
        generator=root.get("generator", ""),
        format=root.get("format", ""),
        blocks=tuple(_records(_child(root, "blocks"))),
        document_crc=_number(document.get("crc"), 16),
        document_size=_number(document.get("size"), 10),
        layout=_layout(root),
    )


def _layout(root: Any) -> Layout | None:
    told = root.find(f"{{{NAMESPACE}}}styles")
    if told is None:
        return None
    pages = (page_looks.page_of(page.text or "") for page in _child(root, "pages"))
    return Layout(looks.styles_of(told.text or ""), tuple(page for page in pages if page))


def _child(root: Any, name: str) -> Any:
    """The child element of that name, or an empty one."""
    found = root.find(f"{{{NAMESPACE}}}{name}")
    return root.makeelement("none") if found is None else found


def _named(element: Any) -> dict[str, str]:
    return {child.get("name", ""): child.text or "" for child in element}


def _records(blocks: Any) -> Iterator[Record]:
    """The blocks in the order of the document: runs of either sort in turn."""
    sorts = [_child(blocks, "own"), _child(blocks, "shared")]
    if blocks.get("first") == "shared":
        sorts.reverse()
    for runs in zip_longest(*sorts, fillvalue=()):
        for block in chain(*runs):
            told, text = dict(block.items()), block.text or ""
            name, style = told.get("id", ""), told.get("style", "")
            mark, label = told.get("bookmark", ""), told.get("label", "")
            if style != "table":  # nearly all of them
                yield Record(name, mark, style, text, label, digest=told.get("digest", ""))
                continue
            yield Record(
                name,
                mark,
                style,
                _plain(text),
                label,
                _rows(text),
                _cells(told.get("fills", "")),
                _cells(told.get("joins", "")),
                tuple(_number(width, 10) for width in told.get("grid", "").split()),
            )


def _rows(text: str) -> tuple[tuple[str, ...], ...]:
    """The cells of a table whose text alone does not tell them; none for any other text."""
    if not any(sign in text for sign in _IN_CELLS.values()):
        return ()
    return tuple(tuple(map(_plain, row.split("\t"))) for row in text.split("\n"))


def _plain(text: str) -> str:
    for sign, instead in _IN_CELLS.items():
        text = text.replace(instead, sign)
    return text


def _cells(told: str) -> frozenset[tuple[int, int]]:
    pairs = (place.partition(".") for place in told.split())
    return frozenset((_number(row, 10), _number(column, 10)) for row, _, column in pairs)


def _number(text: str | None, base: int) -> int:
    """The number an attribute holds; -1, which no document has, when it holds none."""
    try:
        return int(text or "", base)
    except ValueError:
        return -1
