"""Each parameter is declared once, as a field of a stage's Spec. Forms, commands, checks and docs derive from it."""

import re
from collections.abc import Iterator, Mapping
from types import UnionType
from typing import (
    Annotated,
    Any,
    ClassVar,
    Literal,
    NamedTuple,
    TypedDict,
    TypeVar,
    Union,
    Unpack,
    get_args,
    get_origin,
)  # fmt: skip

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, ValidationError, model_validator
from pydantic.fields import FieldInfo

NONE = "none"  # how an empty list is written on the command line
NUMBER = r"[+-]?\d+(?:\.\d+)?"
SPAN_TEXT = re.compile(rf"\s*({NUMBER})(?:\s*(?:-|to|:)\s*({NUMBER}))?\s*")


class Span(NamedTuple):
    """A closed range low..high from which a value is sampled; low == high means a fixed value."""

    low: int | float
    high: int | float

    def __str__(self) -> str:
        return f"{self.low:g}" if self.low == self.high else f"{self.low:g}-{self.high:g}"


def span(value: Any) -> Span:
    """Parses 4, "4", "4-6", [4, 6] or Span(4, 6).

    Raises ValueError if the value has another form or runs from high to low.
    """
    if isinstance(value, str):
        match = SPAN_TEXT.fullmatch(value)
        if not match:
            raise ValueError("must be a number or a range such as 4-6")
        value = [float(number) for number in match.groups() if number is not None]
    if isinstance(value, int | float):
        value = [value]
    if not isinstance(value, list | tuple) or len(value) not in (1, 2):
        raise ValueError("must be a number or a range such as 4-6")
    if not all(isinstance(number, int | float) for number in value):
        raise ValueError("must consist of numbers, such as 4-6")
    low, high = value[0], value[-1]
    if not low <= high:
        raise ValueError("must run from the smaller to the larger number")
    return Span(low, high)


def whole_span(value: Any) -> Span:
    """Like `span`, for whole numbers only."""
    low, high = span(value)
    if low != int(low) or high != int(high):
        raise ValueError("must consist of whole numbers, such as 4-6")
    return Span(int(low), int(high))


Range = Annotated[Span, BeforeValidator(span), PlainSerializer(list)]
WholeRange = Annotated[Span, BeforeValidator(whole_span), PlainSerializer(list)]


class Knob(NamedTuple):
    """Everything that a form, a command line or a docs table needs to know about a field."""

    name: str
    kind: Literal["whole", "number", "whole range", "range", "switch", "choice", "list", "text"]
    default: Any
    sentence: str
    low: float | None
    high: float | None
    unit: str
    group: str
    item: str
    label: str
    was: tuple[str, ...]
    were: Mapping[str, str]
    names: str
    exact: bool
    choice_labels: Mapping[str, str]
    positional: bool
    choices: tuple[str, ...]
    required: bool

    @property
    def title(self) -> str:
        """The field's label in a form: `label`, or its name made readable ("dot_width" -> "Dot width")."""
        return self.label or self.name.replace("_", " ").capitalize()

    @property
    def option(self) -> str:
        """The option on the command line: "dot_width" -> "--dot-width"; for a list, the option that adds one item."""
        return "--" + (self.item or self.name).replace("_", "-")

    @property
    def options(self) -> tuple[str, ...]:
        """All options on the command line, including that with the field's own name."""
        return tuple(dict.fromkeys((self.option, "--" + self.name.replace("_", "-"))))


class About(TypedDict, total=False):
    """What `knob` may declare about a field.

    low, high: inclusive bounds. unit: of its value. group: the section of the form. item: name of the option that adds
    one item to a list. label: the label in a form, if the name alone is not clear. was, were: earlier names of the
    field, and of its values, that files, links and command lines may still use. names: what in the workspace the value
    refers to ("dataset", "model"), "settings" for texts such as continue_from=NAME that set fields of training, or
    "file" for a path on this machine, which a page does not read just because a link names it.
    exact: a form offers a number to type, because it matters over several orders of magnitude. choice_labels: what a
    form shows for a choice, if its value alone is not clear. positional: a list whose items are given on the command
    line without an option.
    """

    low: float | None
    high: float | None
    unit: str
    group: str
    item: str
    label: str
    was: tuple[str, ...]
    were: Mapping[str, str]
    names: str
    exact: bool
    choice_labels: Mapping[str, str]
    positional: bool


def knob(default: Any, sentence: str, **about: Unpack[About]) -> Any:
    """Declares a field of a Spec: its default (... for a required field), one sentence, and further properties."""
    defaults = About(
        low=None, high=None, unit="", group="", item="", label="", was=(), were={}, names="", exact=False,
        choice_labels={}, positional=False,
    )  # fmt: skip
    extra: dict[str, Any] = {**defaults, **about}
    return Field(default, description=sentence, json_schema_extra=extra, validate_default=default is not ...)


class Spec(BaseModel):
    """The parameters of one stage: frozen, each declared with `knob`; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    presets: ClassVar[Mapping[str, Mapping[str, Any]]] = {}  # named sets of values for fields that are not given

    @model_validator(mode="before")
    @classmethod
    def earlier_versions(cls, values: Any) -> Any:
        """Accepts the names that fields and values had in earlier versions."""
        return up_to_date(cls, values) if isinstance(values, dict) else values

    @model_validator(mode="before")
    @classmethod
    def none_empties_a_list(cls, values: Any) -> Any:
        """Reads ["none"] as an empty list if the default is not empty, so that a command line can express it."""
        if not isinstance(values, dict):
            return values
        lists = (field.name for field in knobs(cls) if field.kind == "list" and field.default)
        emptied = [name for name in lists if list(values.get(name) or ()) == [NONE]]
        return {**values, **dict.fromkeys(emptied, ())}

    @model_validator(mode="after")
    def within_bounds(self) -> "Spec":
        """Checks every number, and both ends of every range, against the declared bounds."""
        for field in knobs(type(self)):
            value = getattr(self, field.name)
            ends = value if isinstance(value, Span) else (value,)
            for end in ends:
                too_low = field.low is not None and isinstance(end, int | float) and not end >= field.low
                too_high = field.high is not None and isinstance(end, int | float) and not end <= field.high
                if too_low or too_high:
                    raise ValueError(f"{field.name} must be {bounds(field)}; got {value!s}.")
        return self


def up_to_date(spec: type[Spec], values: Mapping[str, Any]) -> dict[str, Any]:
    """Values by field, with the earlier names of fields and values replaced by the current ones."""
    values_now = dict(values)
    for field in knobs(spec):
        for earlier in field.was:
            if earlier in values_now:
                values_now.setdefault(field.name, values_now.pop(earlier))
        if field.were and isinstance(values_now.get(field.name), str):
            values_now[field.name] = field.were.get(values_now[field.name], values_now[field.name])
    return values_now


def current_name(fields: Mapping[str, Knob], name: str) -> str:
    """The name that a field has now, given any name it has had; an unknown name stays as it is."""
    return next((field.name for field in fields.values() if name in field.was), name)


def bounds(field: Knob) -> str:
    """The bounds of a numeric knob in words: "in [0, 1]", "at least 1"."""
    if field.low is not None and field.high is not None:
        return f"in [{field.low:.15g}, {field.high:.15g}]"
    return f"at least {field.low:.15g}" if field.low is not None else f"at most {field.high:.15g}"


def knobs(spec: type[Spec]) -> Iterator[Knob]:
    """The fields of a Spec class, in order of declaration."""
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
    """Raises TypeError if a field was not declared with `knob`."""
    if not isinstance(extra, dict) or "unit" not in extra:
        raise TypeError(f"declare the field {name} with engine.spec.knob")


def given_type(field: FieldInfo) -> Any:
    """The type of a field's value if it has one: float for `float | None`."""
    kinds = [kind for kind in get_args(field.annotation) if kind is not type(None)]
    return kinds[0] if get_origin(field.annotation) in (UnionType, Union) else field.annotation


def kind_of(field: FieldInfo) -> Any:
    """The kind of a field, which decides on its widget and parser, from its annotation."""
    annotation = given_type(field)
    if annotation is Span:
        validators = [validator.func for validator in field.metadata if isinstance(validator, BeforeValidator)]
        return "whole range" if whole_span in validators else "range"
    if get_origin(annotation) is Literal:
        return "choice"
    if get_origin(annotation) in (list, tuple):
        return "list"
    return {bool: "switch", int: "whole", float: "number"}.get(annotation, "text")  # type: ignore[arg-type]


S = TypeVar("S", bound=Spec)


def read(spec: type[S], values: dict[str, Any]) -> S:
    """Builds a Spec from plain values.

    Raises ValueError with one sentence per mistake: the field, what was expected and what was given.
    """
    try:
        return spec.model_validate(values)
    except ValidationError as error:
        raise ValueError(" ".join(sentence(mistake) for mistake in error.errors())) from None


def with_preset(spec: type[Spec], name: str, values: dict[str, Any]) -> dict[str, Any]:
    """The values, with those of a preset for fields not given. Raises ValueError if there is no such preset."""
    if name not in spec.presets:
        raise ValueError(f"preset must be one of {', '.join(spec.presets)}; got {name!r}.")
    return {**spec.presets[name], **values}


def sentence(error: Any) -> str:
    """One pydantic error in the words of the workbench."""
    field = ".".join(str(step) for step in error["loc"])
    if error["type"] == "missing":
        return f"{field} is missing; give it a value."
    if error["type"] == "extra_forbidden":
        return f"{field} is not a known parameter; check its spelling."
    if error["type"] == "value_error":
        reason = str(error["ctx"]["error"])
        return f"{field} {reason}; got {shown(error['input'])}." if field else reason
    expected = {
        "int_parsing": "a whole number",
        "int_from_float": "a whole number",
        "int_type": "a whole number",
        "float_parsing": "a number",
        "float_type": "a number",
        "bool_parsing": "yes or no",
        "string_type": "text",
        "literal_error": f"one of {error.get('ctx', {}).get('expected', '')}",
    }.get(error["type"], error["msg"].removeprefix("Input should be ").lower())
    return f"{field} must be {expected}; got {shown(error['input'])}."


def shown(value: Any) -> str:
    """A value for an error sentence, cut to 60 characters."""
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
