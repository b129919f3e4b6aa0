"""The stages as verbs: one table from which the command line, the pages and the jobs find spec and code."""

import shlex
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any, NamedTuple

from engine import jobs
from engine.spec import Knob, Span, Spec, knobs, read


class Verb(NamedTuple):
    """A stage: what it does in one sentence, and whether it is long enough to be a job.

    package: where its code lives below engine/, if not under its own name, as of a verb that tells of another stage.
    """

    sentence: str
    is_job: bool = True
    package: str = ""


VERBS = {
    "generate": Verb("Draw labelled images and store them as a dataset."),
    "compose": Verb("Set texts from the pictures of a dataset of single symbols."),
    "download": Verb("Fetch the files that a list names into a folder."),
    "compare": Verb("Tell what of a list is missing in a folder, and what is there beside it.", is_job=False),
    "collect": Verb("Make a dataset of labelled images from archives and folders."),
    "merge": Verb("Make one dataset of several, the source kept as a column."),
    "clean": Verb("Find what is odd in a dataset and leave it out of use."),
    "split": Verb("Divide a dataset into training, validation and test part."),
    "export": Verb("Write a dataset so that other tools read it: files with a list, a folder for each class, arrays."),
    "recipes": Verb(
        "Tell which nets there are, or how large one is for given pictures.", is_job=False, package="train.recipes"
    ),
    "train": Verb("Train a recogniser on a dataset that was split."),
    "classify": Verb("Read the images of a dataset or a folder with a trained model."),
    "analyze": Verb("Tell how well a model read a dataset, from its stored readings.", is_job=False),
}


def spec_class(verb: str) -> type[Spec]:
    """The Spec of a stage: engine.generate.spec.GenerateSpec for "generate"."""
    return getattr(import_module(f"engine.{package(verb)}.spec"), f"{verb.capitalize()}Spec")


def run_function(verb: str) -> Callable[..., dict[str, Any]]:
    """The work of a stage: engine.generate.run.run for "generate"; imported only when it is to be done."""
    return import_module(f"engine.{package(verb)}.run").run


def package(verb: str) -> str:
    """The package of a stage below engine, with dots."""
    return VERBS[verb].package or verb


def start(verb: str, spec: Spec, after: str | None = None) -> str:
    """Starts a stage as a job in a process of its own; returns the job's id."""
    return jobs.start(verb, spec.model_dump(mode="json"), getattr(spec, "makes", None), after)


def chain(steps: Iterable[tuple[str, Spec]]) -> list[str]:
    """Starts stages as jobs that run one after the other, each once the one before is done; returns their ids."""
    started: list[str] = []
    for verb, spec in steps:
        started.append(start(verb, spec, after=started[-1] if started else None))
    return started


def spec_of(view: jobs.View) -> Spec:
    """The Spec that a job was started with."""
    return read(spec_class(view.verb), view.spec)


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
        return [word for one in value for word in (each.option, str(one))]
    if isinstance(value, Span | float):
        text = str(value) if isinstance(value, Span) else f"{value:g}"
        return [f"{each.option}={text}"] if text.startswith("-") else [each.option, text]
    return [each.option, str(value)]
