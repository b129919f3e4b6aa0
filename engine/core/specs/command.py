"""Converts a spec to the words of a command line, and a command line to the values of a spec."""

import argparse
import shlex
from typing import Any

from engine.spec import NONE, Knob, Span, Spec, bounds, knobs


def add_options(sub: argparse.ArgumentParser, spec: type[Spec]) -> None:
    """Adds all parameters of a stage, and --preset if it has presets."""
    if spec.presets:
        names = ", ".join(spec.presets)
        sub.add_argument("--preset", help=f"settings to start from ({names}); other options override them")
    for knob in knobs(spec):
        add_option(sub, knob)


def add_option(sub: argparse.ArgumentParser, knob: Knob) -> None:
    """Adds one parameter. Values stay text here, because the spec checks them."""
    limits = f" {bounds(knob)}" if knob.low is not None or knob.high is not None else ""
    unit = f" {knob.unit}" if knob.unit else ""
    default = "" if knob.required or knob.default in ((), "", None) else f"; default {knob.default}"
    help_text = f"{knob.sentence} ({knob.kind}{unit}{limits}{default})".replace("%", "%%")
    if knob.positional:
        sub.add_argument(knob.name, nargs="*", metavar=(knob.item or knob.name).upper(), help=help_text)
        return
    earlier_options = [f"--{old.replace('_', '-')}" for old in knob.was]
    for options, text in ((knob.options, help_text), (earlier_options, argparse.SUPPRESS)):
        if not options:
            continue
        if knob.kind == "switch":
            sub.add_argument(*options, dest=knob.name, action=argparse.BooleanOptionalAction, help=text)
        elif knob.kind == "list":
            sub.add_argument(*options, dest=knob.name, action="append", metavar="VALUE", help=text)
        else:
            choices = "{" + ",".join(knob.choices) + "}" if knob.choices else knob.kind.upper().replace(" ", "-")
            sub.add_argument(*options, dest=knob.name, metavar=choices, help=text)


def command(verb: str, spec: Spec) -> str:
    """The command line with the same effect; parameters at their default are left out."""
    words = ["python", "-m", "engine", verb]
    for knob in knobs(type(spec)):
        value = getattr(spec, knob.name)
        if knob.required or value != knob.default:
            words += option(knob, value)
    return shlex.join(words)


def option(knob: Knob, value: Any) -> list[str]:
    """The words of a command line for one parameter."""
    if knob.positional:
        return [str(item) for item in value]
    if knob.kind == "switch":
        return [knob.option if value else knob.option.replace("--", "--no-", 1)]
    if knob.kind == "list":
        items = value or ((NONE,) if knob.default else ())
        return [word for item in items for word in (knob.option, str(item))]
    if isinstance(value, Span | float):
        text = str(value) if isinstance(value, Span) else f"{value:g}"
        return [f"{knob.option}={text}"] if text.startswith("-") else [knob.option, text]
    return [knob.option, str(value)]
