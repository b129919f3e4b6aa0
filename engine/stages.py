"""Finds a stage by its verb: by name, so that a stage can start others as jobs without importing them."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from engine.spec import Spec

PACKAGES = {"recipes": "train.recipes"}  # of stages that live inside another


def spec_class(verb: str) -> type[Spec]:
    """The Spec of a stage: engine.generate.spec.GenerateSpec for "generate"."""
    return getattr(import_module(f"engine.{PACKAGES.get(verb, verb)}.spec"), f"{verb.capitalize()}Spec")


def run_function(verb: str) -> Callable[..., dict[str, Any]]:
    """The work of a stage: engine.generate.run.run for "generate"; imported only when it is to be done."""
    return import_module(f"engine.{PACKAGES.get(verb, verb)}.run").run


def first_images(verb: str) -> Callable[[Any, int], list[Any]]:
    """The first `engine.drawn.Drawn` that a stage makes of a spec: engine.generate.run.first for "generate"."""
    return import_module(f"engine.{PACKAGES.get(verb, verb)}.run").first


def estimate_function(verb: str) -> Callable[[Any], tuple[float, int]]:
    """Seconds and bytes that a stage would need: engine.generate.estimate.estimate for "generate"."""
    return import_module(f"engine.{PACKAGES.get(verb, verb)}.estimate").estimate
