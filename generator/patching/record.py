"""What a document tells about itself, taken from the new document into the one that came back.

But for its look: a merge brings texts up to date and changes neither styles nor pages.
"""

from __future__ import annotations

from ..returned.package import Package
from ..word.provenance import NAMESPACE, carried
from ..word.template import STORE_ID
from .parts import OFFICE, Parts

_ITEM_PROPERTIES = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
_DATASTORE = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"


def put_record(parts: Parts, ours: Package) -> None:
    """Put the record of the new document in the place of the old one, or add it."""
    new, old = _item(ours), _item(parts.package)
    if not new:
        return
    before = parts.package.parts[old] if old else b""
    item = carried(ours.parts[new], before)
    if old:
        parts.changed[old] = item
        return
    name = parts.free_name("customXml/item{}.xml")
    properties = name.replace("/item", "/itemProps")
    parts.changed[name] = item
    parts.relate(f"{OFFICE}/customXml", name)
    xml = (
        f'<ds:datastoreItem ds:itemID="{STORE_ID}" xmlns:ds="{_DATASTORE}"><ds:schemaRefs>'
        f'<ds:schemaRef ds:uri="{NAMESPACE}"/></ds:schemaRefs></ds:datastoreItem>'
    )
    parts.add(properties, xml.encode(), _ITEM_PROPERTIES)
    folder, _, file = name.rpartition("/")
    parts.relate(f"{OFFICE}/customXmlProps", properties, of=f"{folder}/_rels/{file}.rels")


def _item(package: Package) -> str:
    """The part with the record, or the empty text."""
    return next(
        (
            name
            for name, content in package.parts.items()
            if name.startswith("customXml/item") and "Props" not in name
            if NAMESPACE.encode() in content
        ),
        "",
    )
