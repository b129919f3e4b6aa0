"""A parameter is declared once, here as a field of a stage's Spec; forms, commands, checks and docs read it."""

import re
from collections.abc import Iterator, Mapping
from types import UnionType
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, ValidationError, model_validator
from pydantic.fields import FieldInfo

NONE = "none"  # how an empty list is typed
NUMBER = r"[+-]?\d+(?:\.\d+)?"
SPAN_TEXT = re.compile(rf"\s*({NUMBER})(?:\s*(?:-|to|:)\s*({NUMBER}))?\s*")


class Span(NamedTuple):
    """A closed range low..high from which a value is drawn; low == high is a fixed value."""

    low: int | float
    high: int | float

    def __str__(self) -> str:
        return f"{self.low:g}" if self.low == self.high else f"{self.low:g}-{self.high:g}"


def span(value: Any) -> Span:
    """Reads 4, "4", "4-6", [4, 6] or Span(4, 6).

    Raises ValueError when the value is none of these or runs from high to low.
    """
    if isinstance(value, str):
        found = SPAN_TEXT.fullmatch(value)
        if not found:
            raise ValueError("must be a number or a range such as 4-6")
        value = [float(part) for part in found.groups() if part is not None]
    if isinstance(value, int | float):
        value = [value]
    if not isinstance(value, list | tuple) or len(value) not in (1, 2):
        raise ValueError("must be a number or a range such as 4-6")
    if not all(isinstance(part, int | float) for part in value):
        raise ValueError("must be made of numbers, such as 4-6")
    low, high = value[0], value[-1]
    if not low <= high:
        raise ValueError("must run from the smaller to the larger number")
    return Span(low, high)


def whole_span(value: Any) -> Span:
    """Like `span`, for whole numbers only."""
    low, high = span(value)
    if low != int(low) or high != int(high):
        raise ValueError("must be made of whole numbers, such as 4-6")
    return Span(int(low), int(high))


Range = Annotated[Span, BeforeValidator(span), PlainSerializer(list)]
WholeRange = Annotated[Span, BeforeValidator(whole_span), PlainSerializer(list)]


class Knob(NamedTuple):
    """What a form, a command line or a docs table needs to know of one field."""

    name: str
    kind: Literal["whole", "number", "whole range", "range", "switch", "choice", "list", "text"]
    default: Any
    sentence: str
    low: float | None
    high: float | None
    unit: str
    group: str
    one: str
    choices: tuple[str, ...]
    required: bool

    @property
    def title(self) -> str:
        """The field's name in reading form: "dot_width" -> "Dot width"."""
        return self.name.replace("_", " ").capitalize()

    @property
    def option(self) -> str:
        """The field's name on the command line: "dot_width" -> "--dot-width", of a list that of one of its values."""
        return "--" + (self.one or self.name).replace("_", "-")

    @property
    def options(self) -> tuple[str, ...]:
        """Every name on the command line, that of the field itself included."""
        return tuple(dict.fromkeys((self.option, "--" + self.name.replace("_", "-"))))


def knob(
    default: Any,
    sentence: str,
    *,
    low: float | None = None,
    high: float | None = None,
    unit: str = "",
    group: str = "",
    one: str = "",
) -> Any:
    """Declares a field of a Spec: its default (... for none), one sentence, inclusive bounds, unit and form section.

    `one`: what the option is called that gives one value of a list, where this is not the field's name.
    """
    extra: dict[str, Any] = {"low": low, "high": high, "unit": unit, "group": group, "one": one}
    return Field(default, description=sentence, json_schema_extra=extra, validate_default=default is not ...)


class Spec(BaseModel):
    """The parameters of one stage; frozen, every field declared with `knob`, unknown fields refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    presets: ClassVar[Mapping[str, Mapping[str, Any]]] = {}  # names for values that fill in fields not given

    @model_validator(mode="before")
    @classmethod
    def none_empties_a_list(cls, values: Any) -> Any:
        """Reads ["none"] as an empty list where the default is not empty, so that a command line can say so."""
        if not isinstance(values, dict):
            return values
        lists = (each.name for each in knobs(cls) if each.kind == "list" and each.default)
        emptied = [name for name in lists if list(values.get(name) or ()) == [NONE]]
        return {**values, **dict.fromkeys(emptied, ())}

    @model_validator(mode="after")
    def within_bounds(self) -> "Spec":
        """Holds every number, and both ends of every range, to the declared bounds."""
        for each in knobs(type(self)):
            value = getattr(self, each.name)
            ends = value if isinstance(value, Span) else (value,)
            for end in ends:
                too_low = each.low is not None and isinstance(end, int | float) and not end >= each.low
                too_high = each.high is not None and isinstance(end, int | float) and not end <= each.high
                if too_low or too_high:
                    raise ValueError(f"{each.name} must be {bounds(each)}; got {value!s}.")
        return self


def bounds(each: Knob) -> str:
    """The allowed values of a numeric knob in words: "in [0, 1]", "at least 1"."""
    if each.low is not None and each.high is not None:
        return f"in [{each.low:.15g}, {each.high:.15g}]"
    return f"at least {each.low:.15g}" if each.low is not None else f"at most {each.high:.15g}"


def knobs(spec: type[Spec]) -> Iterator[Knob]:
    """The declared fields of a Spec class, in their order."""
    for name, field in spec.model_fields.items():
        extra = field.json_schema_extra
        assert_declared(name, extra)
        yield Knob(
            name=name,
            kind=kind_of(field),
            default=None if field.is_required() else field.default,
            sentence=field.description or "",
            choices=get_args(given_type(field)) if get_origin(given_type(field)) is Literal else (),
            required=field.is_required(),
            **extra,  # type: ignore[arg-type]
        )


def assert_declared(name: str, extra: Any) -> None:
    """Raises TypeError for a field that was not declared with `knob`."""
    if not isinstance(extra, dict) or "unit" not in extra:
        raise TypeError(f"declare the field {name} with engine.spec.knob")


def given_type(field: FieldInfo) -> Any:
    """The type of a field's value where one is given: float for `float | None`."""
    kinds = [each for each in get_args(field.annotation) if each is not type(None)]
    return kinds[0] if get_origin(field.annotation) in (UnionType, Union) else field.annotation


def kind_of(field: FieldInfo) -> Any:
    """Which widget and parser a field needs, from its annotation."""
    annotation = given_type(field)
    if annotation is Span:
        readers = [each.func for each in field.metadata if isinstance(each, BeforeValidator)]
        return "whole range" if whole_span in readers else "range"
    if get_origin(annotation) is Literal:
        return "choice"
    if get_origin(annotation) in (list, tuple):
        return "list"
    return {bool: "switch", int: "whole", float: "number"}.get(annotation, "text")  # type: ignore[arg-type]


S = TypeVar("S", bound=Spec)


def read(spec: type[S], values: dict[str, Any]) -> S:
    """Builds a Spec from plain values.

    Raises ValueError with one sentence per mistake, each naming the field, what it must be and what came.
    """
    try:
        return spec.model_validate(values)
    except ValidationError as error:
        raise ValueError(" ".join(sentence(one) for one in error.errors())) from None


def with_preset(spec: type[Spec], name: str, values: dict[str, Any]) -> dict[str, Any]:
    """The values over those of a preset; ValueError, naming the presets there are, for an unknown name."""
    if name not in spec.presets:
        raise ValueError(f"preset must be one of {', '.join(spec.presets)}; got {name!r}.")
    return {**spec.presets[name], **values}


def sentence(error: Any) -> str:
    """One pydantic error in the workbench's words."""
    field = ".".join(str(part) for part in error["loc"])
    if error["type"] == "missing":
        return f"{field} is missing; give it a value."
    if error["type"] == "extra_forbidden":
        return f"{field} is no known parameter; check its spelling."
    if error["type"] == "value_error":
        reason = str(error["ctx"]["error"])
        return f"{field} {reason}; got {shown(error['input'])}." if field else reason
    wanted = {
        "int_parsing": "a whole number",
        "int_from_float": "a whole number",
        "int_type": "a whole number",
        "float_parsing": "a number",
        "float_type": "a number",
        "bool_parsing": "yes or no",
        "string_type": "text",
        "literal_error": f"one of {error.get('ctx', {}).get('expected', '')}",
    }.get(error["type"], error["msg"].removeprefix("Input should be ").lower())
    return f"{field} must be {wanted}; got {shown(error['input'])}."


def shown(value: Any) -> str:
    """A value as it stands in an error sentence, cut to 60 characters."""
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
