"""Text boxes at a fixed place of the sheet, for Word and, in older markup, for what came before."""

from __future__ import annotations

from dataclasses import dataclass

_NAMESPACES = (
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
)
_SHAPE = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
_EMU = 12700  # of a point


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A frame without border or insets; lengths in points from the top left of the sheet.

    `number` is unique among the boxes of a document; `turned` turns the text 90° clockwise.
    """

    number: int
    name: str
    left: float
    top: float
    width: float
    height: float
    turned: bool = False
    in_footer: bool = False

    def run(self, content: str, plain: str = "") -> str:
        """A run that anchors the box; `plain` is the content without bookmarks, if it has any.

        Text does not flow round it: whoever places a box leaves the room.
        """
        return (
            f'<w:r><w:rPr><w:noProof/></w:rPr><mc:AlternateContent{_NAMESPACES}><mc:Choice Requires="wps">'
            f"{self._drawing(content)}</mc:Choice>"
            f"<mc:Fallback>{self._picture(plain or content)}</mc:Fallback>"
            "</mc:AlternateContent></w:r>"
        )

    def _drawing(self, content: str) -> str:
        extent = f'cx="{_emu(self.width)}" cy="{_emu(self.height)}"'
        direction = ' vert="vert"' if self.turned else ""
        # In some footers LibreOffice forgets the place of a box without wrapping; one that lies
        # in the margin has no text to part.
        wrap = '<wp:wrapSquare wrapText="bothSides"/>' if self.in_footer else "<wp:wrapNone/>"
        return (
            '<w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0"'
            f' relativeHeight="{self.number}" behindDoc="0" locked="0" layoutInCell="1"'
            ' allowOverlap="1"><wp:simplePos x="0" y="0"/>'
            '<wp:positionH relativeFrom="page">'
            f"<wp:posOffset>{_emu(self.left)}</wp:posOffset></wp:positionH>"
            '<wp:positionV relativeFrom="page">'
            f"<wp:posOffset>{_emu(self.top)}</wp:posOffset></wp:positionV>"
            f'<wp:extent {extent}/><wp:effectExtent l="0" t="0" r="0" b="0"/>{wrap}'
            f'<wp:docPr id="{self.number}" name="{self.name}"/><wp:cNvGraphicFramePr/>'
            f'<a:graphic><a:graphicData uri="{_SHAPE}"><wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr>'
            f'<a:xfrm><a:off x="0" y="0"/><a:ext {extent}/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln><a:noFill/></a:ln>'
            f"</wps:spPr><wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx>"
            f'<wps:bodyPr rot="0"{direction} wrap="square" lIns="0" tIns="0" rIns="0" bIns="0"'
            ' anchor="t" anchorCtr="0"><a:noAutofit/></wps:bodyPr></wps:wsp></a:graphicData>'
            "</a:graphic></wp:anchor></w:drawing>"
        )

    def _picture(self, content: str) -> str:
        flow = ' style="layout-flow:vertical"' if self.turned else ""
        return (
            f'<w:pict><v:rect id="_box{self.number}" stroked="f" filled="f"'
            f' style="position:absolute;margin-left:{self.left:.2f}pt;margin-top:{self.top:.2f}pt;'
            f"width:{self.width:.2f}pt;height:{self.height:.2f}pt;z-index:{self.number};"
            "mso-position-horizontal-relative:page;"
            'mso-position-vertical-relative:page">'
            f'<v:textbox{flow} inset="0,0,0,0"><w:txbxContent>{content}</w:txbxContent>'
            "</v:textbox></v:rect></w:pict>"
        )


def _emu(points: float) -> int:
    return round(points * _EMU)
