"""The columns of outputs, and the statements that follow from them."""

from __future__ import annotations

from dataclasses import fields
from operator import attrgetter

from .entries import Output

STORED = tuple(field.name for field in fields(Output) if field.name not in ("id", "state"))
COLUMNS = ", ".join(("id", *STORED))
NAMES = ("id", *STORED)
FIELDS = attrgetter(*STORED)
INSERT = f"insert into outputs ({', '.join(STORED)}) values ({', '.join('?' for _ in STORED)})"
UPDATE = f"update outputs set {', '.join(f'{name} = ?' for name in STORED)} where id = ?"
JOINED = ", ".join(
    "coalesce(passed.findings, outputs.findings)" if name == "findings" else f"outputs.{name}"
    for name in NAMES
)
OF_RUN = (
    f"select {JOINED}, passed.state, repeated from passed join outputs on outputs.id = output"
    " where run = ? and number >= ? and number < ? order by number"
)
