"""Typed models of the YAML inputs: fields declared once, for reading, checking and the schema.

Reading gathers every error with its place. Scalars arrive as text (see `source`), so each
field says what text it accepts; `schema` says the same to editors as JSON Schema.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Generic, TypeVar, overload

from . import source
from .errors import N_, Finding, closest
from .readers import truth
from .source import KeyPath as Path
from .source import Map

T = TypeVar("T")
Schema = dict[str, Any]

# To editors, which speak YAML 1.2, `10` is a number and `true` a truth value.
_ANY_SCALAR = ["string", "number", "boolean"]


class Reader:
    """One input being read: where its values stand, and what is wrong with them."""

    def __init__(self, data: Map, findings: list[Finding], root: type[Model]) -> None:
        self.data, self.findings, self.root = data, findings, root

    def tell(self, path: Path, code: str, message: str, hint: str = "", **args: object) -> None:
        """Note an error at a path of keys."""
        name = next((step for step in reversed(path) if isinstance(step, str)), "")
        origin = source.where(self.data, path)
        fields = {"name": name, **args}
        self.findings.append(Finding(f"model-{code}", message, origin, hint, args=fields))


class Field(Generic[T]):
    """A key of a model. Without `default` it is required."""

    def __init__(self, help: str = "", *, default: Any = ..., key: str = "") -> None:
        self.help, self.default, self.key = help, default, key

    @property
    def required(self) -> bool:
        return self.default is ...

    @overload
    def __get__(self, instance: None, owner: type) -> Field[T]: ...
    @overload
    def __get__(self, instance: Model, owner: type) -> T: ...
    def __get__(self, instance: Model | None, owner: type) -> Field[T] | T:
        return self  # an instance's own value, in its __dict__, comes before this

    def read(self, raw: Any, path: Path, reader: Reader) -> T:
        """The value; a default, with an error told, when `raw` is none."""
        raise NotImplementedError

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        """What editors may accept; models below go into `definitions`."""
        raise NotImplementedError

    def below(self) -> Iterable[tuple[str, type[Model]]]:
        """The models of the mappings that may stand here, and what else tells where they do."""
        return ()

    def wrong(self, path: Path, reader: Reader, code: str, message: str, **args: object) -> Any:
        """Tell the error; a value to go on with."""
        reader.tell(path, code, message, "", **args)
        return None if self.required else self.default


class Text(Field[str]):
    """A scalar as text."""

    def __init__(
        self,
        help: str = "",
        *,
        default: Any = "",
        key: str = "",
        pattern: str = "",
        limit: int = 20_000,
    ) -> None:
        super().__init__(help, default=default, key=key)
        self.pattern, self.limit = pattern, limit

    def read(self, raw: Any, path: Path, reader: Reader) -> str:
        if not isinstance(raw, str):
            return self.wrong(path, reader, "text", N_("{name} must be a text"))  # type: ignore[no-any-return]
        if len(raw) > self.limit:
            message = N_("{name} is longer than {limit} characters")
            return self.wrong(path, reader, "too-long", message, limit=self.limit)  # type: ignore[no-any-return]
        if self.pattern and not re.fullmatch(self.pattern, raw):
            message = N_("{name} may hold only ASCII letters, digits, - and _")
            return self.wrong(path, reader, "pattern", message)  # type: ignore[no-any-return]
        return raw

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        return (
            {"type": "string", "pattern": self.pattern} if self.pattern else {"type": _ANY_SCALAR}
        )


class OptionalText(Text):
    """A text that may be absent, which differs from being empty."""

    def __init__(self, help: str = "", *, key: str = "") -> None:
        super().__init__(help, default=None, key=key)

    @overload  # type: ignore[override]
    def __get__(self, instance: None, owner: type) -> OptionalText: ...
    @overload
    def __get__(self, instance: Model, owner: type) -> str | None: ...
    def __get__(self, instance: Model | None, owner: type) -> OptionalText | str | None:
        return self


class Anything(Field[Any]):
    """A value read later by what another key says."""

    def read(self, raw: Any, path: Path, reader: Reader) -> Any:
        return raw

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        return {}


class Flag(Field[bool]):
    """Yes or no."""

    def read(self, raw: Any, path: Path, reader: Reader) -> bool:
        if isinstance(raw, str) and (known := truth(raw)) is not None:
            return known
        return bool(self.wrong(path, reader, "flag", N_("{name} must be yes or no")))

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        return {"enum": [True, False, "yes", "no"]}


class Whole(Field["int | None"]):
    """A whole number."""

    def read(self, raw: Any, path: Path, reader: Reader) -> int | None:
        if isinstance(raw, str) and re.fullmatch(r"-?\d{1,9}", raw, re.ASCII):
            return int(raw)
        return self.wrong(path, reader, "whole", N_("{name} must be a whole number"))  # type: ignore[no-any-return]

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        return {"type": ["integer", "string"]}


class Number(Field[float]):
    """A number above zero, such as a share of a width."""

    def read(self, raw: Any, path: Path, reader: Reader) -> float:
        if isinstance(raw, str) and re.fullmatch(r"\d{1,6}(\.\d{1,6})?", raw, re.ASCII):
            return float(raw)
        reader.tell(path, "number", N_("{name} must be a number"))
        return 1.0

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        return {"type": ["number", "string"]}


class OneOf(Field[str]):
    """One of a few words."""

    def __init__(
        self, choices: Sequence[str], help: str = "", *, default: Any = ..., key: str = ""
    ) -> None:
        super().__init__(help, default=default, key=key)
        self.choices = tuple(choices)

    def read(self, raw: Any, path: Path, reader: Reader) -> str:
        if raw in self.choices:
            return str(raw)
        suggestion = closest(str(raw), self.choices)
        hint = N_("did you mean {suggestion}?") if suggestion else ""
        message = N_("{name} must be one of: {expected}")
        expected = "、".join(self.choices)
        reader.tell(path, "choice", message, hint, expected=expected, suggestion=suggestion)
        return self.choices[0] if self.required else str(self.default or "")

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        return {"enum": list(self.choices)}


class ListOf(Field[list[Any]]):
    """A list of what another field reads; one alone counts as a list where `lone` says so."""

    def __init__(
        self,
        entry: Field[Any],
        help: str = "",
        *,
        default: Any = (),
        key: str = "",
        lone: bool = False,
        least: int = 0,
    ) -> None:
        super().__init__(help, default=default, key=key)
        self.entry, self.lone, self.least = entry, lone, least

    def read(self, raw: Any, path: Path, reader: Reader) -> list[Any]:
        if raw is None:
            return []
        if not isinstance(raw, list):
            if self.lone:
                return [self.entry.read(raw, path, reader)]
            reader.tell(path, "list", N_("{name} must be a list"))
            return []
        if len(raw) < self.least:
            reader.tell(path, "empty", N_("{name} must not be empty"))
        return [self.entry.read(item, (*path, index), reader) for index, item in enumerate(raw)]

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        entry = self.entry.schema(definitions)
        found: Schema = {"type": "array", "items": entry}
        if self.least:
            found["minItems"] = self.least
        return {"anyOf": [entry, found]} if self.lone else found

    def below(self) -> Iterable[tuple[str, type[Model]]]:
        return self.entry.below()


class Nested(Field[Any]):
    """A mapping that another model describes; a text may stand for its key `short`."""

    def __init__(
        self, model: type[Model] | str, help: str = "", *, default: Any = ..., key: str = "",
        short: str = "",
    ) -> None:  # fmt: skip
        super().__init__(help, default=default, key=key)
        self.named, self.short = model, short

    @property
    def model(self) -> type[Model]:
        return MODELS[self.named] if isinstance(self.named, str) else self.named

    def read(self, raw: Any, path: Path, reader: Reader) -> Any:
        if self.short and isinstance(raw, str):
            raw = Map({self.short: raw})
            raw.marks = {}
        return self.model.read(raw, path, reader)

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        reference = self.model.schema(definitions)
        if not self.short:
            return reference
        return {"anyOf": [self.model.fields[self.short].schema(definitions), reference]}

    def below(self) -> Iterable[tuple[str, type[Model]]]:
        return [("", self.model)]


class TextOr(Nested):
    """A text as it is, or a mapping that a model describes."""

    def read(self, raw: Any, path: Path, reader: Reader) -> Any:
        if isinstance(raw, str):
            return raw
        return super().read(raw, path, reader)

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        return {"anyOf": [{"type": _ANY_SCALAR}, self.model.schema(definitions)]}


class Either(Field[Any]):
    """A text, or what another field reads."""

    def __init__(self, other: Field[Any], help: str = "", *, default: Any = ...) -> None:
        super().__init__(help, default=default)
        self.other = other

    def read(self, raw: Any, path: Path, reader: Reader) -> Any:
        return raw if isinstance(raw, str) else self.other.read(raw, path, reader)

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        return {"anyOf": [{"type": _ANY_SCALAR}, self.other.schema(definitions)]}


class MappingOf(Field[dict[str, Any]]):
    """A mapping from names to what another field reads."""

    def __init__(
        self, entry: Field[Any], help: str = "", *, default: Any = None, pattern: str = "",
    ) -> None:  # fmt: skip
        super().__init__(help, default={} if default is None else default)
        self.entry, self.pattern = entry, pattern

    def read(self, raw: Any, path: Path, reader: Reader) -> dict[str, Any]:
        if raw is None:
            return {}
        if not isinstance(raw, dict):
            reader.tell(path, "mapping", N_("{name} must be a mapping of keys and values"))
            return {}
        for name in raw:
            if self.pattern and not re.fullmatch(self.pattern, name):
                message = N_("{name} may hold only ASCII letters, digits, - and _")
                reader.tell((*path, name), "pattern", message)
        return {name: self.entry.read(value, (*path, name), reader) for name, value in raw.items()}

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        entry = self.entry.schema(definitions)
        if self.pattern:
            return {
                "type": "object",
                "patternProperties": {self.pattern: entry},
                "additionalProperties": False,
            }
        return {"type": "object", "additionalProperties": entry}

    def below(self) -> Iterable[tuple[str, type[Model]]]:
        return self.entry.below()


class Tagged(Field[Any]):
    """A mapping whose key `tag` chooses its model."""

    def __init__(self, tag: str, models: Mapping[str, type[Model]]) -> None:
        super().__init__()
        self.tag, self.models = tag, models

    def read(self, raw: Any, path: Path, reader: Reader) -> Any:
        if not isinstance(raw, dict):
            reader.tell(path, "mapping", N_("{name} must be a mapping of keys and values"))
            return None
        kind = str(raw.get(self.tag, ""))
        if kind in self.models:
            return self.models[kind].read(raw, path, reader)
        known = "、".join(self.models)
        suggestion = closest(str(kind), self.models)
        if not kind:
            reader.tell(
                path,
                "tag",
                N_("the key {tag} is missing"),
                N_("write one of: {known}"),
                tag=self.tag,
                known=known,
            )
        else:
            message = N_("{kind} is not known here; there are: {known}")
            hint = N_("did you mean {suggestion}?") if suggestion else ""
            reader.tell(
                (*path, self.tag),
                "tag",
                message,
                hint,
                kind=kind,
                known=known,
                suggestion=suggestion,
            )
        return None

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        return {"oneOf": [model.schema(definitions) for model in self.models.values()]}

    def below(self) -> Iterable[tuple[str, type[Model]]]:
        return [(f"{self.tag}: {name}", model) for name, model in self.models.items()]


MODELS: dict[str, type[Model]] = {}  # by name, for models that contain themselves


class Model:
    """A mapping of an input: its keys are the fields of the class; values never change."""

    fields: ClassVar[dict[str, Field[Any]]] = {}

    def __init_subclass__(cls) -> None:
        own = {name: value for name, value in vars(cls).items() if isinstance(value, Field)}
        cls.fields = {**cls.fields, **own}
        MODELS[cls.__name__] = cls

    def __init__(self, **values: Any) -> None:
        for name, field in self.fields.items():
            value = values.get(name, field.default)
            self.__dict__[name] = list(value) if value == () else value

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} does not change")

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other.__dict__ == self.__dict__

    def __hash__(self) -> int:
        return id(self)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{n}={v!r}' for n, v in self.__dict__.items())})"

    @classmethod
    def keys(cls) -> dict[str, str]:
        """The names of the fields by the keys that stand for them."""
        return {field.key or name: name for name, field in cls.fields.items()}

    @classmethod
    def read(cls: type[M], raw: Any, path: Path, reader: Reader) -> M | None:
        """The model of a mapping; None, with an error told, when `raw` is none."""
        if not isinstance(raw, dict):
            reader.tell(path, "mapping", N_("{name} must be a mapping of keys and values"))
            return None
        keys = cls.keys()
        values: dict[str, Any] = {}
        for key, value in raw.items():
            if key not in keys:
                _tell_unknown(key, keys, path, reader)
            elif value is not None or cls.fields[keys[key]].required:
                values[keys[key]] = cls.fields[keys[key]].read(value, (*path, key), reader)
        for key, name in keys.items():
            if cls.fields[name].required and key not in raw:
                where = (*path, key)
                reader.tell(where, "missing", N_("{name} is missing"))
        return cls(**values)

    @classmethod
    def schema(cls, definitions: dict[str, Schema]) -> Schema:
        """A reference to the model's JSON Schema, which goes into `definitions`."""
        name = cls.__name__
        if name not in definitions:
            definition: Schema = {"type": "object", "additionalProperties": False}
            definitions[name] = definition
            if cls.__doc__:
                definition["description"] = cls.__doc__
            definition["properties"] = {
                key: _described(cls.fields[field], definitions) for key, field in cls.keys().items()
            }
            required = [key for key, field in cls.keys().items() if cls.fields[field].required]
            if required:
                definition["required"] = required
        return {"$ref": f"#/$defs/{name}"}


M = TypeVar("M", bound=Model)


def _described(field: Field[Any], definitions: dict[str, Schema]) -> Schema:
    described = dict(field.schema(definitions))
    if field.help:
        described["description"] = field.help
    return described


def _tell_unknown(key: str, keys: Mapping[str, str], path: Path, reader: Reader) -> None:
    homes = _homes(key, reader.root)
    suggestion = closest(key, keys)
    hint = N_("did you mean {suggestion}?") if suggestion else N_("the keys are: {known}")
    reader.tell(
        (*path, key),
        "unknown-key",
        N_("{name} is not a known key here"),
        N_("it belongs in: {homes}") if 0 < len(homes) <= _FEW else hint,
        suggestion=suggestion,
        known=", ".join(keys),
        homes=", ".join(homes),
    )


_FEW = 3  # places that are worth naming


def _homes(key: str, root: type[Model]) -> list[str]:
    """Below which keys of the input a mapping may hold `key`."""
    homes: dict[str, None] = {}
    seen, waiting = {root}, [root]
    while waiting:
        for name, field in waiting.pop().fields.items():
            for tag, model in field.below():
                keys = model.keys()
                if key in keys:
                    homes[tag or field.key or name] = None
                if model not in seen:
                    seen.add(model)
                    waiting.append(model)
    return list(homes)


def validated(model: type[M], data: Map, findings: list[Finding]) -> M | None:
    """The data as a `model`; None with all its errors added to `findings`."""
    before = len(findings)
    found = model.read(data, (), Reader(data, findings, model))
    return found if len(findings) == before else None
