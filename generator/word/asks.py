"""What its neighbours ask of a block: paragraph properties, and XML round it."""

from __future__ import annotations

from dataclasses import dataclass, field

# The order of the schema.
_ORDER = ("keepNext", "pageBreakBefore", "tabs", "spacing", "ind", "jc", "sectPr")


@dataclass(slots=True)
class Ask:
    """Direct properties of a paragraph by element name, and what stands before and after it."""

    properties: dict[str, str] = field(default_factory=dict)
    before: str = ""
    after: str = ""
    width: int = 0  # of a table, in twips; 0: that of a portrait page
    lines_above: int = 0  # of a 发文机关标志: the lines of text before it

    @property
    def xml(self) -> str:
        """The properties in the order of the schema."""
        return "".join([self.properties[name] for name in _ORDER if name in self.properties])


class Asks(dict[int, Ask]):
    """By block number, what is asked."""

    def of(self, number: int) -> Ask:
        """What is asked of a block, to be added to."""
        found = self.get(number)
        if found is None:
            found = self[number] = Ask()
        return found


NOTHING = Ask()


def spacing(before: int, after: int, line: int) -> str:
    """Spacing of a paragraph whose lines have an exact height; twips."""
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="exact"/>'
