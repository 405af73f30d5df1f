"""The document properties people see in Word and in file managers; none holds a time."""

from __future__ import annotations

from .markup import DECLARATION, escape

_CORE_NAMESPACE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_CUSTOM_NAMESPACE = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VARIANT_NAMESPACE = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_CUSTOM_SET = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # the set of custom properties


def core(title: str, issuer: str) -> str:
    """docProps/core.xml."""
    return (
        f'{DECLARATION}<cp:coreProperties xmlns:cp="{_CORE_NAMESPACE}"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(title)}</dc:title><dc:creator>{escape(issuer)}</dc:creator>"
        "</cp:coreProperties>"
    )


def custom(blueprint: str, unit: str, format_key: str) -> str:
    """docProps/custom.xml: the little that survives programs which drop custom XML."""
    values = {"blueprint": blueprint, "unit": unit, "format": format_key}
    lines = "".join(
        f'<property fmtid="{_CUSTOM_SET}" pid="{number}" name="creation-plan.{name}">'
        f"<vt:lpwstr>{escape(value)}</vt:lpwstr></property>"
        for number, (name, value) in enumerate(values.items(), start=2)  # 0 and 1 are reserved
    )
    return (
        f'{DECLARATION}<Properties xmlns="{_CUSTOM_NAMESPACE}" xmlns:vt="{_VARIANT_NAMESPACE}">'
        f"{lines}</Properties>"
    )
