"""What a document tells about itself: how it was made, and the blocks as they were generated.

It travels in a custom XML part, which Word and LibreOffice keep, so that a document can be
merged with its next version even when it comes back by e-mail.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..blocks import AnyBlock, Block, FileBlock, ImprintBlock, MarkBlock, TableBlock, Turn
from ..errors import N_, Origin, Unreadable, problem
from .bookmarks import bookmark
from .markup import DECLARATION, attribute, escape
from .package import Part
from .template import DOCUMENT

if TYPE_CHECKING:
    import zipfile

NAMESPACE = "urn:creation-plan:provenance:1"
# The blocks stand in runs, those of this document alone first and together: in the order of the
# document every run would be a chunk of its own, and small chunks compress badly and slowly.
CLOSE = "</shared></blocks></provenance>"
MAX_ITEM = 32 * 1024 * 1024  # of an XML part that is read back


@dataclass(frozen=True, slots=True)
class Record:
    """A block as it was generated."""

    id: str
    bookmark: str
    style: str  # "table" for a table, and so on; see `_KINDS`
    text: str
    label: str = ""  # the number the text begins with


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


def opening(
    made: Provenance, format_key: str, document: Part, own: Sequence[str], shared_first: bool
) -> str:
    """The item up to the shared runs; `own` are the other ones, between which those stand."""
    return (
        f'{DECLARATION}<provenance xmlns="{NAMESPACE}" generator="{attribute(made.generator)}"'
        f' format="{attribute(format_key)}">'
        f'<document crc="{document.crc:08x}" size="{document.size}"/>'
        f'<blueprint id="{attribute(made.blueprint)}" hash="{attribute(made.blueprint_hash)}">'
        f"{_pairs('file', made.files)}</blueprint>"
        f"<policies>{_pairs('policy', made.policies)}</policies>"
        f'<unit id="{attribute(made.unit)}"/><values>{_pairs("value", made.values)}</values>'
        f'<blocks first="{"shared" if shared_first else "own"}"><own>{"".join(own)}'
        "</own><shared>"
    )


def _pairs(element: str, pairs: Mapping[str, str]) -> str:
    """The pairs in order of their names: not every caller's mapping has an order of its own."""
    return "".join(
        f'<{element} name="{attribute(name)}">{escape(text)}</{element}>'
        for name, text in sorted(pairs.items())
    )


def records(blocks: Iterable[AnyBlock]) -> str:
    """A run of blocks as it is noted in the item."""
    return f"<run>{''.join([_record(block) for block in blocks])}</run>"


def _record(block: AnyBlock) -> str:
    if isinstance(block, Block):
        start = _record_start(block.id, block.style, block.label)
    else:
        start = _record_start(block.id, _KINDS[type(block)], "")
    return f"{start}{escape(block.text)}</block>"


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
    import zlib  # as lxml below

    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        item = inflater.decompress(record, MAX_ITEM)
    except zlib.error as error:
        raise _unreadable(N_("the document is damaged"), name) from error
    if not inflater.eof or (found := _first([item], name)) is None:
        raise _unreadable(N_("the document is damaged"), name)
    return found


def _first(items: Iterable[bytes], name: str) -> Provenance | None:
    for item in items:
        root = _parsed(item, name)
        if root.tag == f"{{{NAMESPACE}}}provenance":
            return _provenance(root)
    return None


def is_untouched(path_or_bytes: Path | str | bytes) -> bool:
    """Whether the document part is the very one that was written: nobody saved it since."""
    if isinstance(path_or_bytes, bytes):
        data, name = path_or_bytes, ""
    else:
        data, name = Path(path_or_bytes).read_bytes(), str(path_or_bytes)
    made = read_provenance(data, name)
    if made is None:
        return False
    with _open(data, name) as package:
        part = package.NameToInfo.get(DOCUMENT)
    written = (made.document_crc, made.document_size)
    return part is not None and (part.CRC, part.file_size) == written


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
    )


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
            yield Record(
                block.get("id", ""),
                block.get("bookmark", ""),
                block.get("style", ""),
                block.text or "",
                block.get("label", ""),
            )


def _number(text: str | None, base: int) -> int:
    """The number an attribute holds; -1, which no document has, when it holds none."""
    try:
        return int(text or "", base)
    except ValueError:
        return -1
