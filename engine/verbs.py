"""The stages as verbs: one table from which the command line, the pages and the jobs find spec and code."""

import shlex
from typing import Any, NamedTuple

from engine.spec import NONE, Knob, Span, Spec, knobs


class Verb(NamedTuple):
    """A stage: what it does in one sentence, and whether it is long enough to be a job."""

    sentence: str
    is_job: bool = True


VERBS = {
    "generate": Verb("Draw labelled images and store them as a dataset."),
    "compose": Verb("Set texts from the pictures of a dataset of single symbols."),
    "download": Verb("Fetch the files that a list names into a folder."),
    "compare": Verb("Tell what of a list is missing in a folder, and what is there beside it.", is_job=False),
    "collect": Verb("Make a dataset of labelled images from archives and folders."),
    "merge": Verb("Make one dataset of several, the source kept as a column."),
    "look": Verb("Tell what a dataset holds: labels, groups, sizes, missing values, and what is uneven.", is_job=False),
    "clean": Verb("Find what is odd in a dataset and leave it out of use."),
    "prepare": Verb("Choose the steps that prepare the pictures of a dataset for a net.", is_job=False),
    "relabel": Verb("Find the labels that are most likely wrong; what to do with them stays yours."),
    "split": Verb("Divide a dataset into training, validation and test part."),
    "export": Verb("Write a dataset so that other tools read it: files with a list, a folder for each class, arrays."),
    "recipes": Verb("Tell which nets there are, or how large one is for given pictures.", is_job=False),
    "train": Verb("Train a recogniser on a dataset that was split."),
    "sweep": Verb("Train many times with varied settings and keep the best."),
    "forecast": Verb("Tell about how many images and minutes a goal takes, from a few short trainings."),
    "classify": Verb("Read the images of a dataset or a folder with a trained model."),
    "analyze": Verb("Tell how well a model read a dataset, from its stored readings.", is_job=False),
}


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
