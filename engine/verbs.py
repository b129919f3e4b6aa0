"""The stages as verbs: one table from which the command line, the pages and the jobs find spec and code."""

from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import Any, NamedTuple

from engine.spec import Spec


class Verb(NamedTuple):
    """A stage.

    sentence: what it does. is_job: whether it is long enough to be a job. slot: which jobs it shares its places with.
    draws: whether it can draw the images of its datasets again, and new ones. package: where it lies below `engine`,
    if not under its own name. shown_on: the verb whose page shows it, where it is too small for a page of its own.
    """

    sentence: str
    is_job: bool = True
    slot: str = "other"
    draws: bool = False
    package: str = ""
    shown_on: str = ""


VERBS = {
    "generate": Verb("Draw labelled images and store them as a dataset.", draws=True),
    "compose": Verb("Set texts from the pictures of a dataset of single symbols."),
    "download": Verb("Fetch the files that a list names into a folder."),
    "compare": Verb(
        "Tell what of a list is missing in a folder, and what is there beside it.",
        is_job=False,
        package="download.compare",
        shown_on="download",
    ),
    "collect": Verb("Make a dataset of labelled images from archives and folders."),
    "merge": Verb("Make one dataset of several, the source kept as a column."),
    "explore": Verb(
        "Tell what a dataset holds: labels, groups, sizes, missing values, and what is uneven.", is_job=False
    ),
    "clean": Verb("Find what is odd in a dataset and leave it out of use."),
    "prepare": Verb("Choose the steps that prepare the pictures of a dataset for a net.", is_job=False),
    "relabel": Verb("Find the labels that are most likely wrong; what to do with them stays yours."),
    "split": Verb("Divide a dataset into training, validation and test part."),
    "export": Verb("Write a dataset so that other tools read it: files with a list, a folder for each class, arrays."),
    "recipes": Verb(
        "Tell which nets there are, or how large one is for given pictures.", is_job=False, shown_on="train"
    ),
    "train": Verb("Train a recogniser on a dataset that was split.", slot="train"),
    "sweep": Verb("Train many times with varied settings and keep the best.", slot="train"),
    "forecast": Verb("Tell about how many images and minutes a goal takes, from a few short trainings.", slot="train"),
    "classify": Verb("Read the images of a dataset or a folder with a trained model."),
    "analyze": Verb("Tell how well a model read a dataset, from its stored readings.", is_job=False),
}


def module(verb: str, name: str) -> ModuleType:
    """A module of a stage's package, imported only when it is needed: engine.generate.run for "generate" and "run"."""
    return import_module(f"engine.{VERBS[verb].package or verb}.{name}")


def spec_class(verb: str) -> type[Spec]:
    """The Spec of a stage: engine.generate.spec.GenerateSpec for "generate"."""
    return getattr(module(verb, "spec"), f"{verb.capitalize()}Spec")


def run_function(verb: str) -> Callable[..., dict[str, Any]]:
    """The work of a stage: engine.generate.run.run for "generate"."""
    return module(verb, "run").run


def first_images(verb: str) -> Callable[[Any, int], list[Any]]:
    """Gives the first samples (`engine.core.synthesis.sample`) of a spec: engine.generate.run.first for "generate"."""
    return module(verb, "run").first


def estimate_function(verb: str) -> Callable[[Any], tuple[float, int]]:
    """Seconds and bytes that a stage would need: engine.generate.estimate.estimate for "generate"."""
    return module(verb, "estimate").estimate


def drawer_function(verb: str) -> Callable[[dict[str, Any]], Any]:
    """Gives the `engine.core.datasets.on_demand.Drawer` of a stored spec: engine.generate.on_demand.drawer."""
    return module(verb, "on_demand").drawer
