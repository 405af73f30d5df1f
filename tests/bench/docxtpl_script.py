"""What one would write to draft one document with docxtpl: TEMPLATE VALUES.yaml OUTPUT."""

import sys

import yaml
from docxtpl import DocxTemplate  # type: ignore[import-untyped]

_, template_path, values_path, output = sys.argv
template = DocxTemplate(template_path)
with open(values_path, encoding="utf-8") as file:  # noqa: PTH123 - pathlib is not needed here
    template.render(yaml.safe_load(file))
template.save(output)
