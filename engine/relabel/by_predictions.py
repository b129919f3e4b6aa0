"""Labels judged by the stored readings of a trained model: for texts, which no quick model reads."""

from typing import Any

import numpy as np
import pandas as pd

from engine.core.datasets.corrections import same_pictures
from engine.core.datasets.dataset import Dataset
from engine.core.datasets.labels import Codec
from engine.core.models.card import Card, model_names, read_card
from engine.core.models.predictions import read_predictions
from engine.relabel.judgement import ALIKE, COLUMNS, likely_errors, ranked, scores
from engine.relabel.spec import RelabelSpec


def suspects(source: Dataset, rows: pd.DataFrame, spec: RelabelSpec) -> tuple[pd.DataFrame, dict[str, Any]]:
    """The list of suspects among the rows (columns id, text) that a model has read, and a report.

    Raises ValueError, with what to do, when no model has read the dataset; FileNotFoundError for an unknown model.
    """
    name = spec.model or most_read(source)
    readings = read_predictions(name, source) if name else None
    if readings is None:
        raise ValueError(nothing_read(spec, name))
    readings = readings[readings["id"].isin(rows["id"])].reset_index(drop=True)
    if readings.empty:
        raise ValueError(nothing_read(spec, name))
    card = read_card(name)
    table = judgement(readings, card.codec).assign(part=parts(source, card, readings["id"]))
    found = with_alike(ranked(table, spec.most), readings)
    agreement = round(float(readings["correct"].mean()), 4)
    about = {"judge": f"model {name}", "model": name, "judged": len(readings), "agreement": agreement}
    return found, {**about, "by_group": False}


def most_read(source: Dataset) -> str:
    """The model that has read most of the dataset; "" when none has read any of it."""
    counts = {}
    for name in model_names():
        try:
            readings = read_predictions(name, source)
        except ValueError:
            continue  # of another dataset that had this name
        if readings is not None:
            counts[name] = len(readings)
    return max(counts, key=lambda name: counts[name]) if counts else ""


def nothing_read(spec: RelabelSpec, name: str) -> str:
    """What to do where there are no readings to compare the labels with."""
    reason = "" if spec.model else "its labels are texts, too seldom the same for a quick model, and "
    who = f"the model {name!r} has not read {spec.dataset!r} yet" if name else f"no model has read {spec.dataset!r} yet"
    return (
        f"{reason}{who}; read it first, on the page Classify or with `python -m engine classify --model "
        f"{repr(name) if name else 'MODEL'} --dataset {spec.dataset!r} --part all`."
    )


def judgement(readings: pd.DataFrame, codec: Codec) -> pd.DataFrame:
    """What the model says of each reading; a label it cannot say at all is a likely error.

    A text is as suspicious as its worst symbol: W. Wang and J. Mueller, Detecting Label Errors in Token
    Classification Data, 2022.
    """
    fits = np.array([can_say(codec, text) for text in readings["text"]])
    score, likely = np.zeros(len(readings)), ~fits
    if fits.any():
        shares = probabilities(readings.loc[fits, "top"], codec)
        classes = codec.encode(readings.loc[fits, "text"])
        flat = shares.reshape(-1, shares.shape[2]), classes.ravel()
        score[fits] = scores(*flat).reshape(classes.shape).min(axis=1)
        likely[fits] = likely_errors(*flat).reshape(classes.shape).any(axis=1)
    values = {
        "id": readings["id"],
        "given": readings["text"],
        "suggestion": readings["predicted"],
        "score": score,
        "confidence": readings["confidence"],
        "likely": likely & (readings["predicted"] != readings["text"]),
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
    found = np.zeros((len(top), codec.slots, codec.classes), np.float32)
    known = np.zeros(found.shape, bool)
    for row, slots in enumerate(top):
        for slot, best in enumerate(slots):
            for each in best:
                found[row, slot, number[each["symbol"]]] = each["share"]
                known[row, slot, number[each["symbol"]]] = True
    left = np.clip(1 - found.sum(axis=2, keepdims=True), 0, 1)
    others = np.maximum((~known).sum(axis=2, keepdims=True), 1)
    return np.where(known, found, left / others)


def parts(source: Dataset, card: Card, ids: pd.Series) -> np.ndarray:
    """What each image was to the model: train, validation, test, new, or unknown after another split."""
    if card.dataset != source.name or not same_pictures(card.dataset_fingerprint, source.info.fingerprint):
        return np.full(len(ids), "new", object)
    if card.split_fingerprint != source.split_fingerprint():
        return np.full(len(ids), "unknown", object)
    return source.split().reindex(ids).fillna("unknown").to_numpy()


def with_alike(found: pd.DataFrame, readings: pd.DataFrame) -> pd.DataFrame:
    """Suspects with the ids of images that show, surely, the first differing symbol at the same place."""
    shown: dict[tuple[int, str], list[int]] = {}
    sure = readings[readings["correct"]].sort_values(["confidence", "id"], ascending=[False, True])
    for row, text in zip(sure["id"].tolist(), sure["text"], strict=True):
        for place in enumerate(text):
            if len(shown.setdefault(place, [])) < ALIKE:
                shown[place].append(row)
    places = [first_difference(*pair) for pair in zip(found["given"], found["suggestion"], strict=True)]
    for side in ("suggestion", "given"):
        keys = [(place, text[place : place + 1]) for place, text in zip(places, found[side], strict=True)]
        found = found.assign(**{f"like_{side}": pd.Series([shown.get(key, []) for key in keys], found.index)})
    return found


def first_difference(text: str, other: str) -> int:
    """The first place where two different texts differ."""
    pairs = zip(text, other, strict=False)
    return next((place for place, (one, two) in enumerate(pairs) if one != two), min(len(text), len(other)))
