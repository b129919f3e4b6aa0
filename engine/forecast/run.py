"""A forecast as a job: short trainings one after the other, then the law through their errors."""

import math
from typing import Any

from engine.core.datasets.dataset import open_dataset
from engine.core.jobs import children, record
from engine.core.jobs.job import Job
from engine.core.models.card import delete_model, model_names
from engine.forecast import power_law
from engine.forecast.spec import ForecastSpec

MOST_IMAGES = 100_000_000  # a forecast beyond this is no forecast
FEWEST_EPOCHS, MOST_EPOCHS = 6, 100


def run(spec: ForecastSpec, job: Job) -> dict[str, Any]:
    """Trains on growing shares, and tells about how many images and minutes the goal takes.

    Raises FileNotFoundError for an unknown dataset, ValueError when it is not split, or a training failed.
    """
    whole = len(open_dataset(spec.dataset).part_ids("train"))
    runs: list[dict[str, float]] = []
    # All runs get the same epochs: with the same number of looks instead, the larger ones would learn too little.
    epochs = min(max(round(spec.looks / (spec.largest * whole)), FEWEST_EPOCHS), MOST_EPOCHS)
    for share in spec.shares():
        runs.append(one(spec, job, share, max(1, round(share * whole)), epochs))
        job.progress(len(runs), spec.runs, "trainings")
    points = [power_law.Point(int(each["images"]), int(each["read"]), int(each["wrong"])) for each in runs]
    found = power_law.fitted(points, spec.seed)
    needed = found.images(1 - spec.goal)
    minutes = minutes_for(runs, needed[1])
    return {
        "goal": spec.goal,
        "images": known(needed[1]),
        "images_low": known(needed[0]),
        "images_high": known(needed[2]),
        "minutes": minutes,
        "has": whole,
        "forecast": sentence(spec.goal, needed, minutes, whole),
        "runs": runs,
    }


def one(spec: ForecastSpec, job: Job, share: float, images: int, epochs: int) -> dict[str, float]:
    """Trains on a share of the images; its model is not kept."""
    training = spec.training(share, epochs)
    part = children.start(job, f"{share:g}", "train", training)
    while (view := record.view(part)).active:
        children.pause(job, [part])
    if view.state != "done":
        raise ValueError(f"the training on {images} images is {view.state}: {view.message}")
    if view.result["model"] in model_names():
        delete_model(view.result["model"])
    exact_match, read = view.result["validation_exact_match"], int(view.result["validation_n"])
    return {
        "images": images,
        "epochs": epochs,
        "exact_match": exact_match,
        "read": read,
        "wrong": round((1 - exact_match) * read),
        "seconds": view.ended - view.started,
    }


def minutes_for(runs: list[dict[str, float]], images: float) -> float | None:
    """Minutes that a training on so many images takes here, at the pace of the largest run and its epochs."""
    if not known(images):
        return None
    pace = runs[-1]["seconds"] / (runs[-1]["images"] * runs[-1]["epochs"])
    return round(pace * images * runs[-1]["epochs"] / 60, 1)


def known(images: float) -> int | None:
    """A number of images with two digits; None where it is beyond all measure."""
    if not images < MOST_IMAGES:
        return None
    digits = max(0, math.floor(math.log10(max(images, 1))) - 1)
    return int(round(images, -digits))


def sentence(goal: float, needed: tuple[float, float, float], minutes: float | None, whole: int) -> str:
    """The forecast in words."""
    low, middle, high = (known(value) for value in needed)
    if middle is None:
        return (
            f"More images alone hardly bring this net to {100 * goal:.4g} %: the errors fell too little from run "
            "to run. Try other settings, a larger net, or look at what it confuses."
        )
    until = f"{high:,}" if high is not None else "many more"
    there = " You have that many already." if whole >= (high or math.inf) else ""
    return (
        f"About {middle:,} images for {100 * goal:.4g} % ({low:,} to {until}), about {minutes:g} minutes here.{there}"
    )
