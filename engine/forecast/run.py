"""A forecast as a job: short trainings one after the other, then a power law fitted to their errors."""

import math
from typing import Any

from engine.core.datasets.dataset import open_dataset
from engine.core.jobs import children, record
from engine.core.jobs.job import Job
from engine.core.models.card import delete_model, model_names
from engine.forecast import power_law
from engine.forecast.band import points_of
from engine.forecast.spec import ForecastSpec

MOST_IMAGES = 100_000_000  # beyond this, no number is forecast
FEWEST_EPOCHS, MOST_EPOCHS = 6, 100


def run(spec: ForecastSpec, job: Job) -> dict[str, Any]:
    """Trains on growing shares and estimates how many images and minutes the goal needs.

    Raises FileNotFoundError for an unknown dataset, ValueError if it is not split or a training fails.
    """
    available = len(open_dataset(spec.dataset).part_ids("train"))
    runs: list[dict[str, float]] = []
    # All runs have the same number of epochs: with equal samples seen, the larger ones would learn too little.
    epochs = min(max(round(spec.samples_seen / (spec.largest * available)), FEWEST_EPOCHS), MOST_EPOCHS)
    for share in spec.shares():
        runs.append(train_on_share(spec, job, share, max(1, round(share * available)), epochs))
        job.progress(len(runs), spec.runs, "trainings")
    law = power_law.fit(points_of(runs), spec.seed)
    images_needed = law.images(1 - spec.goal)
    minutes = training_minutes(runs, images_needed[1])
    return {
        "goal": spec.goal,
        "images": rounded(images_needed[1]),
        "images_low": rounded(images_needed[0]),
        "images_high": rounded(images_needed[2]),
        "minutes": minutes,
        "has": available,
        "forecast": sentence(spec.goal, images_needed, minutes, available),
        "runs": runs,
    }


def train_on_share(spec: ForecastSpec, job: Job, share: float, images: int, epochs: int) -> dict[str, float]:
    """Trains on a share of the images and deletes the model."""
    training = spec.training(share, epochs)
    child = children.start(job, f"{share:g}", "train", training)
    while (view := record.view(child)).active:
        children.pause(job, [child])
    if view.state != "done":
        raise ValueError(f"the training on {images} images is {view.state}: {view.message}")
    if view.result["model"] in model_names():
        delete_model(view.result["model"])
    exact_match, texts = view.result["validation_exact_match"], int(view.result["validation_n"])
    return {
        "images": images,
        "epochs": epochs,
        "exact_match": exact_match,
        "read": texts,
        "wrong": round((1 - exact_match) * texts),
        "seconds": view.ended - view.started,
    }


def training_minutes(runs: list[dict[str, float]], images: float) -> float | None:
    """Minutes of a training on this number of images here, at the pace and with the epochs of the largest run."""
    if not rounded(images):
        return None
    pace = runs[-1]["seconds"] / (runs[-1]["images"] * runs[-1]["epochs"])
    return round(pace * images * runs[-1]["epochs"] / 60, 1)


def rounded(images: float) -> int | None:
    """A number of images rounded to two digits; None if it exceeds MOST_IMAGES."""
    if not images < MOST_IMAGES:
        return None
    digits = max(0, math.floor(math.log10(max(images, 1))) - 1)
    return int(round(images, -digits))


def sentence(goal: float, images_needed: tuple[float, float, float], minutes: float | None, available: int) -> str:
    """The forecast in words."""
    low, middle, high = (rounded(value) for value in images_needed)
    if middle is None:
        return (
            f"More images alone will hardly bring this net to {100 * goal:.4g} %: its errors fell too little from run "
            "to run. Try other settings or a larger net, or see on the page Analyze what it confuses."
        )
    upper = f"{high:,}" if high is not None else "many more"
    remark = " You already have that many." if available >= (high or math.inf) else ""
    return (
        f"About {middle:,} images for {100 * goal:.4g} % ({low:,} to {upper}), about {minutes:g} minutes here.{remark}"
    )
