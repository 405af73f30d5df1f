"""The rows that hold the values of all units."""

from __future__ import annotations

from ..errors import Finding
from .entries import Entry, Fault, Place, Where, finding, twice


class Defaults:
    """What such rows say together; what concerns the whole roster goes to `findings`."""

    def __init__(self, where: Where, findings: list[Finding]) -> None:
        self.where, self.findings = where, findings
        self.entry = Entry("", 0, {})
        self.faults: tuple[Fault, ...] = ()  # of the units that name no blueprint themselves
        self._first: dict[str, Place] = {}  # where the fixed columns are filled in

    def take(self, entry: Entry) -> None:
        """Keep what the row says; a value that is given twice is told."""
        for name, (value, place) in entry.values.items():
            if name in self.entry.values:
                self._tell_twice(name, place, self.entry.values[name][1])
            self.entry.values[name] = (value, place)
        for name in ("blueprint", "as_of"):
            if getattr(entry, name) and self._first.setdefault(name, entry.place) != entry.place:
                self._tell_twice(name, entry.place, self._first[name])
        for fault in entry.faults:
            if fault.code == "csv-shape":  # nobody knows what every unit lacks
                self.findings.append(finding(fault, self.where))
            elif fault.code == "bad-cell":
                self.faults += (fault,)
        self.entry = self.entry._replace(
            blueprint=entry.blueprint or self.entry.blueprint,
            as_of=entry.as_of or self.entry.as_of,
        )

    def _tell_twice(self, name: str, place: Place, first: Place) -> None:
        self.findings.append(twice(name, self.where(place), self.where(first)))
