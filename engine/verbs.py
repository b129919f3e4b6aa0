"""The table of verbs, by which command line, pages and jobs find the spec and the code of each stage."""

from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import Any, NamedTuple

from engine.spec import Spec


class Verb(NamedTuple):
    """A stage.

    sentence: what it does, for `--help`. is_job: whether it runs as a job. slot: the kind of places for running jobs
    that it competes for. draws: whether it can redraw the images of its datasets, and draw new ones. package: its
    package below `engine`, if not named after the verb. shown_on: the verb whose page shows it, if it has no page.
    """

    sentence: str
    is_job: bool = True
    slot: str = "other"
    draws: bool = False
    package: str = ""
    shown_on: str = ""


VERBS = {
    "generate": Verb("Draw labelled images and store them as a dataset.", draws=True),
    "compose": Verb("Compose images of texts from the images of single symbols."),
    "download": Verb("Download a list of files into a folder."),
    "compare": Verb(
        "Report which files of a list are missing in a folder, and which files are not on the list.",
        is_job=False,
        package="download.compare",
        shown_on="download",
    ),
    "collect": Verb("Import labelled images from archives and folders as a dataset."),
    "datasets": Verb("List, rename, copy, delete and restore datasets.", is_job=False),
    "merge": Verb("Merge several datasets into one, with a column for the source."),
    "explore": Verb("Report the labels, groups, sizes, missing values and imbalances of a dataset.", is_job=False),
    "clean": Verb("Find blank, duplicate and unusual images, and exclude them."),
    "prepare": Verb("Set the preprocessing of a dataset's images.", is_job=False),
    "relabel": Verb("Find the labels that are most likely wrong, for you to review."),
    "split": Verb("Split a dataset into training, validation and test parts."),
    "export": Verb("Write a dataset for other tools: files with a list, a folder for each class, or arrays."),
    "recipes": Verb(
        "List the recipes for nets, or report the size of one for given images.", is_job=False, shown_on="train"
    ),
    "train": Verb("Train a model on a split dataset.", slot="train"),
    "sweep": Verb("Train with many combinations of settings and rank the results.", slot="train"),
    "forecast": Verb(
        "Estimate the number of images and minutes that a goal needs, from a few short trainings.", slot="train"
    ),
    "classify": Verb("Read the images of a dataset or a folder with a trained model."),
    "correct": Verb("Turn corrections of what a model read into a dataset to learn from."),
    "calibrate": Verb("Calibrate how sure a model is, so that its confidence can be acted on."),
    "study": Verb(
        "Run a designed experiment: compose the same texts under many conditions, train, read and analyse.",
        package="analyze.study",
        shown_on="analyze",
    ),
    "report": Verb(
        "Write what is known of a model's predictions into one file: a page that opens offline, or a model card.",
        is_job=False,
        package="analyze.report",
        shown_on="analyze",
    ),
    "analyze": Verb("Report how well a model read a dataset, from its stored predictions.", is_job=False),
    "import": Verb("Make a model of a net from elsewhere, in a Keras file.", package="foreign", shown_on="models"),
    "robustness": Verb(
        "Read images under 16 corruptions of 5 severities, to see what breaks a model.", shown_on="analyze"
    ),
    "serve": Verb("Answer requests over HTTP with trained models.", slot="serve", shown_on="models"),
    "ask": Verb("Ask a running server to read image files.", is_job=False, shown_on="models"),
}

WAS = {"look": "explore"}  # earlier names of verbs, which the command line still accepts


def module(verb: str, name: str) -> ModuleType:
    """Imports a module of a stage's package when it is needed: engine.generate.run for "generate" and "run"."""
    return import_module(f"engine.{VERBS[verb].package or verb}.{name}")


def spec_class(verb: str) -> type[Spec]:
    """The Spec class of a stage: engine.generate.spec.GenerateSpec for "generate"."""
    return getattr(module(verb, "spec"), f"{verb.capitalize()}Spec")


def run_function(verb: str) -> Callable[..., dict[str, Any]]:
    """The function that runs a stage: engine.generate.run.run for "generate"."""
    return module(verb, "run").run


def first_images(verb: str) -> Callable[[Any, int], list[Any]]:
    """The function that returns the first samples of a spec: engine.generate.run.first for "generate"."""
    return module(verb, "run").first


def estimate_function(verb: str) -> Callable[[Any], tuple[float, int]]:
    """The function that estimates the seconds and bytes of a stage: engine.generate.estimate.estimate."""
    return module(verb, "estimate").estimate


def drawer_function(verb: str) -> Callable[[dict[str, Any]], Any]:
    """Gives the `engine.core.datasets.on_demand.Drawer` of a stored spec: engine.generate.on_demand.drawer."""
    return module(verb, "on_demand").drawer
