"""Labels checked against the stored predictions of a trained model: for texts, which the baseline cannot read."""

from typing import Any

import numpy as np
import pandas as pd

from engine.core.datasets.dataset import Dataset
from engine.core.datasets.labels import Codec
from engine.core.models.card import Card, model_names, read_card
from engine.core.models.lineage import learned_from, learned_from_split
from engine.core.models.predictions import read_predictions
from engine.relabel.ranking import ALIKE, COLUMNS, least_sure, likely_errors, ranked, scores
from engine.relabel.spec import RelabelSpec


def label_issues(source: Dataset, rows: pd.DataFrame, spec: RelabelSpec) -> tuple[pd.DataFrame, dict[str, Any]]:
    """The label issues among the rows (columns id, text) that a model has read, and a report.

    Raises ValueError, with what to do, when no model has read the dataset; FileNotFoundError for an unknown model.
    """
    name = spec.model or most_predicted(source)
    predictions = read_predictions(name, source) if name else None
    if predictions is None:
        raise ValueError(no_predictions(spec, name))
    predictions = predictions[predictions["id"].isin(rows["id"])].reset_index(drop=True)
    if predictions.empty:
        raise ValueError(no_predictions(spec, name))
    card = read_card(name)
    table = assess(predictions, card.codec).assign(part=parts(source, card, predictions["id"]))
    chosen = least_sure(table) if spec.guesses else ranked(table, spec.most)
    issues = with_comparisons(chosen, predictions)
    agreement = round(float(predictions["correct"].mean()), 4)
    about = {"judge": f"model {name}", "model": name, "judged": len(predictions), "agreement": agreement}
    return issues, {**about, "by_group": False}


def most_predicted(source: Dataset) -> str:
    """The model that has read most of the dataset; "" when none has read any of it."""
    counts = {}
    for name in model_names():
        try:
            predictions = read_predictions(name, source)
        except ValueError:
            continue  # of another dataset that had this name
        if predictions is not None:
            counts[name] = len(predictions)
    return max(counts, key=lambda name: counts[name]) if counts else ""


def no_predictions(spec: RelabelSpec, name: str) -> str:
    """What to do where there are no predictions to compare the labels with."""
    reason = "" if spec.model else "its labels are texts, which repeat too rarely for the baseline model, and "
    who = f"the model {name!r} has not read {spec.dataset!r} yet" if name else f"no model has read {spec.dataset!r} yet"
    return (
        f"{reason}{who}; read it first, on the page Classify or with `python -m engine classify --model "
        f"{repr(name) if name else 'MODEL'} --dataset {spec.dataset!r} --part all`."
    )


def assess(predictions: pd.DataFrame, codec: Codec) -> pd.DataFrame:
    """What the model says of each label; one that its classes cannot express is a likely error.

    A text is as unlikely as its least likely symbol: W. Wang and J. Mueller, Detecting Label Errors in Token
    Classification Data, 2022.
    """
    fits = np.array([can_say(codec, text) for text in predictions["text"]])
    score, likely = np.zeros(len(predictions)), ~fits
    if fits.any():
        shares = probabilities(predictions.loc[fits, "top"], codec)
        classes = codec.encode(predictions.loc[fits, "text"])
        flat = shares.reshape(-1, shares.shape[2]), classes.ravel()
        score[fits] = scores(*flat).reshape(classes.shape).min(axis=1)
        likely[fits] = likely_errors(*flat).reshape(classes.shape).any(axis=1)
    values = {
        "id": predictions["id"],
        "given": predictions["text"],
        "suggestion": predictions["predicted"],
        "score": score,
        "confidence": predictions["confidence"],
        "likely": likely & (predictions["predicted"] != predictions["text"]),
        "part": "new",
    }
    return pd.DataFrame(values)[COLUMNS]


def can_say(codec: Codec, text: str) -> bool:
    """Whether a model's classes can express a text."""
    try:
        codec.check(text)
    except ValueError:
        return False
    return True


def probabilities(top: pd.Series, codec: Codec) -> np.ndarray:
    """Stored runners-up as probabilities, float32 (n, slots, classes); what they leave over is spread evenly."""
    number = {symbol: place for place, symbol in enumerate([*codec.alphabet, ""])}
    shares = np.zeros((len(top), codec.slots, codec.classes), np.float32)
    stored = np.zeros(shares.shape, bool)
    for row, slots in enumerate(top):
        for slot, best in enumerate(slots):
            for candidate in best:
                shares[row, slot, number[candidate["symbol"]]] = candidate["share"]
                stored[row, slot, number[candidate["symbol"]]] = True
    left = np.clip(1 - shares.sum(axis=2, keepdims=True), 0, 1)
    others = np.maximum((~stored).sum(axis=2, keepdims=True), 1)
    return np.where(stored, shares, left / others)


def parts(source: Dataset, card: Card, ids: pd.Series) -> np.ndarray:
    """What each image was to the model: train, validation, test, new, or unknown after another split."""
    if not learned_from(card, source):
        return np.full(len(ids), "new", object)
    if not learned_from_split(card, source):
        return np.full(len(ids), "unknown", object)
    return source.split().reindex(ids).fillna("unknown").to_numpy()


def with_comparisons(issues: pd.DataFrame, predictions: pd.DataFrame) -> pd.DataFrame:
    """Issues with the ids of images that surely show the first differing symbol at the same place."""
    shown: dict[tuple[int, str], list[int]] = {}
    sure = predictions[predictions["correct"]].sort_values(["confidence", "id"], ascending=[False, True])
    for row, text in zip(sure["id"].tolist(), sure["text"], strict=True):
        for place in enumerate(text):
            if len(shown.setdefault(place, [])) < ALIKE:
                shown[place].append(row)
    places = [first_difference(*pair) for pair in zip(issues["given"], issues["suggestion"], strict=True)]
    for side in ("suggestion", "given"):
        keys = [(place, text[place : place + 1]) for place, text in zip(places, issues[side], strict=True)]
        issues = issues.assign(**{f"like_{side}": pd.Series([shown.get(key, []) for key in keys], issues.index)})
    return issues


def first_difference(text: str, other: str) -> int:
    """The first place where two different texts differ."""
    pairs = zip(text, other, strict=False)
    return next(
        (place for place, (symbol, other_symbol) in enumerate(pairs) if symbol != other_symbol),
        min(len(text), len(other)),
    )
