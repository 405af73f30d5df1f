"""Line breaks that follow from the length of lines, put aside while texts are compared."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Laid:
    """A text without its line breaks."""

    text: str
    breaks: tuple[int, ...] = ()  # the places of line breaks in the text as it was

    def places(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch lies in the text as it was; breaks at its ends stay outside."""
        first = self._place(start)
        return first, self._place(end - 1) + 1 if end > start else first

    def _place(self, position: int) -> int:
        for place in self.breaks:
            if place > position:
                break
            position += 1
        return position


def laid(text: str, broken: bool) -> Laid:
    """The text without line breaks where it is `broken` into lines, else as it is."""
    if not broken:
        return Laid(text)
    breaks = tuple(place for place, character in enumerate(text) if character == "\n")
    return Laid(text.replace("\n", ""), breaks)
