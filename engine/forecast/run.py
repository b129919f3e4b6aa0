"""A forecast as a job: short trainings one after the other, then a power law fitted to their errors."""

import math
from typing import Any

from engine.core.datasets.dataset import open_dataset
from engine.core.jobs import children, record
from engine.core.jobs.job import Job
from engine.core.metrics.baseline import majority_of_texts
from engine.core.models.card import delete_model, model_names
from engine.core.models.history import read_epochs
from engine.forecast import power_law
from engine.forecast.band import points_of, usable_runs
from engine.forecast.spec import ForecastSpec

FARTHEST = 100  # times the images of the largest run; beyond, no number is forecast
LEARNED = 0.2  # of the way from guessing to no mistake; below, errors do not follow the law yet
FEWEST_EPOCHS, MOST_EPOCHS = 6, 100


def run(spec: ForecastSpec, job: Job) -> dict[str, Any]:
    """Trains on growing shares and estimates how many images and minutes the goal needs.

    Raises FileNotFoundError for an unknown dataset, ValueError if it is not split or a training fails.
    """
    source = open_dataset(spec.dataset)
    available = len(source.part_ids("train"))
    runs: list[dict[str, float]] = []
    # All runs have the same number of epochs: with equal samples seen, the larger ones would learn too little.
    epochs = min(max(round(spec.samples_seen / (spec.largest * available)), FEWEST_EPOCHS), MOST_EPOCHS)
    for share in spec.shares():
        runs.append(train_on_share(spec, job, share, max(1, round(share * available)), epochs))
        job.progress(len(runs), spec.runs, "trainings")
    baseline = majority_of_texts(source.frame(["text"], source.part_ids("train"))["text"]).text
    runs = [{**trained, "learned": has_learned(trained, baseline)} for trained in runs]
    return {"goal": spec.goal, "has": available, **forecast(spec, runs, baseline, available), "runs": runs}


def forecast(spec: ForecastSpec, runs: list[dict[str, float]], baseline: float, available: int) -> dict[str, Any]:
    """The images and minutes that the goal needs, and the forecast in words; None where nothing can be forecast.

    baseline: the exact match of always guessing the most frequent text.
    """
    nothing = dict.fromkeys(("images", "images_low", "images_high", "minutes"))
    usable = usable_runs(runs)
    largest = runs[-1]
    if largest["exact_match"] >= spec.goal:
        return {**nothing, "forecast": reached(spec.goal, largest)}
    if len(usable) < 2:
        return {**nothing, "forecast": too_early(spec.goal, largest, baseline)}
    needed = power_law.fit(points_of(usable), spec.seed).images(1 - spec.goal)
    low, middle, high = (rounded(value, FARTHEST * largest["images"]) for value in needed)
    minutes = training_minutes(runs, middle)
    return {
        "images": middle,
        "images_low": low,
        "images_high": high,
        "minutes": minutes,
        "forecast": sentence(spec.goal, (low, middle, high), minutes, available),
    }


def has_learned(run: dict[str, float], baseline: float) -> bool:
    """Whether a run reads so much better than guessing that its errors follow the law."""
    return run["exact_match"] - baseline >= LEARNED * (1 - baseline)


def train_on_share(spec: ForecastSpec, job: Job, share: float, images: int, epochs: int) -> dict[str, float]:
    """Trains on a share of the images and deletes the model."""
    training = spec.training(share, epochs)
    child = children.start(job, f"{share:g}", "train", training)
    while (view := record.view(child)).active:
        children.pause(job, [child])
    texts = len(open_dataset(spec.dataset).part_ids("validation"))
    if view.state == "done":
        exact_match = view.result["validation_exact_match"]
        if view.result["model"] in model_names():
            delete_model(view.result["model"])
    elif view.state == "failed" and (best := best_without_model(child)) is not None:
        exact_match = best
    else:
        raise ValueError(f"the training on {images} images is {view.state}: {view.message}")
    return {
        "images": images,
        "epochs": epochs,
        "exact_match": exact_match,
        "read": texts,
        "wrong": round((1 - exact_match) * texts),
        "seconds": view.seconds,
    }


def best_without_model(child: str) -> float | None:
    """The best exact match of a training that ended without a model because it only guessed; None if it did read."""
    rows = read_epochs(record.folder_of(child))
    guessed = len(rows) and (rows["val_exact_match"] <= 2 * rows["chance_text"]).all()
    return float(rows["val_exact_match"].max()) if guessed else None


def training_minutes(runs: list[dict[str, float]], images: int | None) -> float | None:
    """Minutes of a training on this number of images here, at the pace and with the epochs of the largest run."""
    if images is None:
        return None
    pace = runs[-1]["seconds"] / (runs[-1]["images"] * runs[-1]["epochs"])
    return round(pace * images * runs[-1]["epochs"] / 60, 1)


def rounded(images: float, most: float) -> int | None:
    """A number of images rounded to two digits; None if it exceeds the most that can be forecast."""
    if not images <= most:
        return None
    digits = max(0, math.floor(math.log10(max(images, 1))) - 1)
    return int(round(images, -digits))


def sentence(
    goal: float, images_needed: tuple[int | None, int | None, int | None], minutes: float | None, available: int
) -> str:
    """The forecast in words, from the low, middle and high number of images; None for more than can be forecast."""
    low, middle, high = images_needed
    if middle is None or minutes is None:
        return (
            f"More images alone will hardly bring this net to {100 * goal:.4g} %: its errors fell too little from run "
            "to run. Try other settings or a larger net, or see on the page Analyze what it confuses."
        )
    upper = f"{high:,}" if high is not None else "many more"
    remark = " You already have that many." if available >= (high or math.inf) else ""
    return (
        f"About {middle:,} images for {100 * goal:.4g} % ({low:,} to {upper}), about {in_words(minutes)} here.{remark}"
    )


def too_early(goal: float, largest: dict[str, float], baseline: float) -> str:
    """The sentence for trainings that read hardly more than guessing."""
    return (
        f"Nothing can be forecast for {100 * goal:.4g} % yet: the largest training, on {largest['images']:,} images "
        f"for {largest['epochs']:,} epochs, reads {largest['exact_match']:.1%} of the texts, and guessing reads "
        f"{baseline:.1%}. Errors follow a law only once a net has begun to learn. Raise the samples seen or the share "
        "of images in the largest training, or choose another recipe in the settings."
    )


def reached(goal: float, largest: dict[str, float]) -> str:
    """The sentence for a goal that the largest training reached."""
    return (
        f"{largest['images']:,} images are enough for {100 * goal:.4g} %: the largest training read "
        f"{largest['exact_match']:.1%} of the texts after {largest['epochs']:,} epochs."
    )


def in_words(minutes: float) -> str:
    """A time span in words: "0.5 minutes", "40 minutes", "3 hours", "12 days"."""
    for unit, length in (("days", 24 * 60), ("hours", 60)):
        if minutes >= 2 * length:
            return f"{minutes / length:.2g} {unit}" if minutes < 10 * length else f"{minutes / length:,.0f} {unit}"
    return f"{minutes:.2g} minutes" if minutes < 10 else f"{minutes:.0f} minutes"
