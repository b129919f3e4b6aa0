"""From a spec to the words of a command line, and from a command line to the values of a spec."""

import argparse
import shlex
from typing import Any

from engine.spec import NONE, Knob, Span, Spec, bounds, knobs


def add_options(sub: argparse.ArgumentParser, spec: type[Spec]) -> None:
    """Adds all parameters of a stage, and the choice of a preset where there are some."""
    if spec.presets:
        names = ", ".join(spec.presets)
        sub.add_argument("--preset", help=f"settings to start from ({names}); what else is given overrides them")
    for each in knobs(spec):
        add_option(sub, each)


def add_option(sub: argparse.ArgumentParser, each: Knob) -> None:
    """Adds one parameter; values stay text here, because the spec checks them in its own words."""
    limits = f" {bounds(each)}" if each.low is not None or each.high is not None else ""
    unit = f" {each.unit}" if each.unit else ""
    default = "" if each.required or each.default in ((), "", None) else f"; default {each.default}"
    about = f"{each.sentence} ({each.kind}{unit}{limits}{default})".replace("%", "%%")
    if each.kind == "switch":
        sub.add_argument(each.option, action=argparse.BooleanOptionalAction, help=about)
    elif each.kind == "list":
        sub.add_argument(*each.options, dest=each.name, action="append", metavar="VALUE", help=about)
    else:
        choices = "{" + ",".join(each.choices) + "}" if each.choices else each.kind.upper().replace(" ", "-")
        sub.add_argument(each.option, metavar=choices, help=about)


def command(verb: str, spec: Spec) -> str:
    """The command line that does the same; parameters at their default are left out."""
    words = ["python", "-m", "engine", verb]
    for each in knobs(type(spec)):
        value = getattr(spec, each.name)
        if each.required or value != each.default:
            words += option(each, value)
    return shlex.join(words)


def option(each: Knob, value: Any) -> list[str]:
    """One parameter as words of a command line."""
    if each.kind == "switch":
        return [each.option if value else each.option.replace("--", "--no-", 1)]
    if each.kind == "list":
        typed = value or ((NONE,) if each.default else ())
        return [word for one in typed for word in (each.option, str(one))]
    if isinstance(value, Span | float):
        text = str(value) if isinstance(value, Span) else f"{value:g}"
        return [f"{each.option}={text}"] if text.startswith("-") else [each.option, text]
    return [each.option, str(value)]
