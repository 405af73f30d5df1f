"""The parts of a package that depend on the format alone, and the frame of the document part.

Written as a minimal package of our own: no theme (a theme font would win over the ones
named) and nothing that Word does not need.
"""

from __future__ import annotations

from ..formats import Font, Format
from . import footers
from .markup import DECLARATION, R, W, attribute, encode
from .sections import Kind, section
from .styles import styles

DOCUMENT = "word/document.xml"
CORE = "docProps/core.xml"
CUSTOM = "docProps/custom.xml"
PROVENANCE = "customXml/item1.xml"

# Names the provenance item for Word's data store; fixed, so that equal input gives equal bytes.
STORE_ID = "{7C5B3E0A-2B1D-4F60-9D0E-63A1B9704201}"

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WML = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_DOCUMENT_TYPE = "application/vnd.openxmlformats-officedocument"

_FOOTER = f"{_WML}.footer+xml"
_OVERRIDES = {
    DOCUMENT: f"{_WML}.document.main+xml",
    "word/styles.xml": f"{_WML}.styles+xml",
    "word/settings.xml": f"{_WML}.settings+xml",
    "word/fontTable.xml": f"{_WML}.fontTable+xml",
    "word/footer1.xml": _FOOTER,
    "word/footer2.xml": _FOOTER,
    CORE: "application/vnd.openxmlformats-package.core-properties+xml",
    "docProps/app.xml": f"{_DOCUMENT_TYPE}.extended-properties+xml",
    CUSTOM: f"{_DOCUMENT_TYPE}.custom-properties+xml",
    "customXml/itemProps1.xml": f"{_DOCUMENT_TYPE}.customXmlProperties+xml",
}
_PACKAGE_RELATIONS = (
    (f"{_OFFICE}/relationships/officeDocument", DOCUMENT),
    (f"{_PACKAGE}/relationships/metadata/core-properties", CORE),
    (f"{_OFFICE}/relationships/extended-properties", "docProps/app.xml"),
    (f"{_OFFICE}/relationships/custom-properties", CUSTOM),
)
# Their places in the list are the rIds that `sections` refers to.
_DOCUMENT_RELATIONS = (
    (f"{_OFFICE}/relationships/styles", "styles.xml"),
    (f"{_OFFICE}/relationships/settings", "settings.xml"),
    (f"{_OFFICE}/relationships/fontTable", "fontTable.xml"),
    (f"{_OFFICE}/relationships/footer", "footer1.xml"),
    (f"{_OFFICE}/relationships/footer", "footer2.xml"),
    (f"{_OFFICE}/relationships/customXml", "../customXml/item1.xml"),
)
# Footers that a plan alone does not need.
_OTHER_FOOTERS = ("footer3.xml", "footer4.xml", "footer5.xml")
_ITEM_RELATIONS = ((f"{_OFFICE}/relationships/customXmlProps", "itemProps1.xml"),)

DOCUMENT_OPEN = f'{DECLARATION}<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>'


def constant_parts(rules: Format, whole: bool = False) -> list[tuple[str, bytes]]:
    """Name and content of every part that is the same in all documents of a format.

    A `whole` package has the footers of all sections, else those of upright pages alone.
    """
    others = _OTHER_FOOTERS if whole else ()
    parts = {
        "[Content_Types].xml": _content_types(others),
        "_rels/.rels": _relations(_PACKAGE_RELATIONS),
        "word/_rels/document.xml.rels": _relations(
            _DOCUMENT_RELATIONS
            + tuple((f"{_OFFICE}/relationships/footer", name) for name in others)
        ),
        "word/styles.xml": styles(rules),
        "word/settings.xml": _settings(rules),
        "word/fontTable.xml": _font_table(rules),
        "word/footer1.xml": footers.upright(rules, "right"),
        "word/footer2.xml": footers.upright(rules, "left"),
        "docProps/app.xml": _application(),
        "customXml/_rels/item1.xml.rels": _relations(_ITEM_RELATIONS),
        "customXml/itemProps1.xml": _item_properties(),
    }
    if whole:
        contents = (
            footers.turned(rules, "right"), footers.turned(rules, "left"), footers.empty(rules),
        )  # fmt: skip
        parts |= {f"word/{name}": xml for name, xml in zip(others, contents, strict=True)}
    return [(name, encode(xml)) for name, xml in parts.items()]


def document_close(rules: Format, kind: Kind = "portrait") -> str:
    """What follows the last block: the page and footers of the last section."""
    return f"{section(rules, kind)}</w:body></w:document>"


def _content_types(footers: tuple[str, ...]) -> str:
    kinds = _OVERRIDES | {f"word/{name}": _FOOTER for name in footers}
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in kinds.items()
    )
    return (
        f'{DECLARATION}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _relations(relations: tuple[tuple[str, str], ...]) -> str:
    lines = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(relations, start=1)
    )
    return f'{DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'


def _settings(rules: Format) -> str:
    """settings.xml, its children in the order of the schema."""
    modes = "".join(
        f'<w:compatSetting w:name="{name}" w:uri="http://schemas.microsoft.com/office/word"'
        f' w:val="{value}"/>'
        for name, value in _COMPATIBILITY.items()
    )
    two_cells = round(2 * rules.styles["default"].cell * 20)
    return (
        f'{DECLARATION}<w:settings xmlns:w="{W}"><w:zoom w:percent="100"/>'
        f'<w:defaultTabStop w:val="{two_cells}"/><w:evenAndOddHeaders/>'
        # Every mark keeps its full cell: 28 characters a line (clause 5.2.3).
        '<w:characterSpacingControl w:val="doNotCompress"/>'
        # A line that ends in a line break is not stretched.
        f"<w:compat><w:doNotExpandShiftReturn/><w:useFELayout/>{modes}</w:compat>"
        '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/>'
        '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
    )


# Without mode 15 Word opens the file in "compatibility mode" with another layout.
_COMPATIBILITY = {
    "compatibilityMode": 15,
    "overrideTableStyleFontSizeAndJustification": 1,
    "enableOpenTypeFeatures": 1,
    "doNotFlipMirrorIndents": 1,
    "differentiateMultirowTableHeaders": 1,
}


def _font_table(rules: Format) -> str:
    fonts = "".join(_font(name, font) for name, font in rules.fonts.items())
    return f'{DECLARATION}<w:fonts xmlns:w="{W}">{fonts}</w:fonts>'


def _font(name: str, font: Font) -> str:
    return (
        f'<w:font w:name="{attribute(name)}">'
        f'<w:altName w:val="{attribute(",".join(font.alternatives))}"/>'
        f'<w:charset w:val="{font.charset}"/><w:family w:val="{font.family}"/>'
        f'<w:pitch w:val="{font.pitch}"/></w:font>'
    )


def _application() -> str:
    return (
        f'{DECLARATION}<Properties xmlns="{_OFFICE}/extended-properties">'
        "<Application>creation-plan</Application></Properties>"
    )


def _item_properties() -> str:
    return (
        f'{DECLARATION}<ds:datastoreItem ds:itemID="{STORE_ID}"'
        f' xmlns:ds="{_OFFICE}/customXml"><ds:schemaRefs>'
        '<ds:schemaRef ds:uri="urn:creation-plan:provenance:1"/></ds:schemaRefs>'
        "</ds:datastoreItem>"
    )
