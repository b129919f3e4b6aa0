"""Stored predictions and what views compute from them, kept for each state of predictions and dataset."""

from typing import NamedTuple

import pandas as pd
import streamlit as st

from engine.analyze import predictions as analyze_predictions
from engine.analyze.factors import readings
from engine.analyze.factors.readings import Readings
from engine.core.datasets import properties
from engine.core.datasets.dataset import Dataset
from engine.core.metrics.alignment import aligned
from engine.core.models import predictions


class Stored(NamedTuple):
    """Predictions of a model on a part of a dataset, not to be changed.

    frame: as from `engine.analyze.predictions.load`. pairs: their aligned symbols. state: a text that changes whenever
    predictions, labels or split do, as the key of caches.
    """

    model: str
    source: Dataset
    part: str
    frame: pd.DataFrame
    pairs: pd.DataFrame
    state: str


def stored(model_name: str, source: Dataset, part: str) -> Stored:
    """The predictions as they are now. Raises ValueError if there are none for that part."""
    state = f"{predictions.changed_at(model_name, source.name)} {source.state()}"
    frame, pairs = cached_predictions(model_name, source.name, part, state)
    return Stored(model_name, source, part, frame, pairs, f"{model_name} {source.name} {part} {state}")


@st.cache_resource(max_entries=6, show_spinner="Loading predictions…")
def cached_predictions(model_name: str, dataset_name: str, part: str, state: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The predictions and their aligned symbols, loaded once for each state."""
    frame = analyze_predictions.load(model_name, dataset_name, part)
    return frame, aligned(frame)


def rows_of(of: Stored) -> Readings:
    """The readings of texts with all factors, those measured so far among them."""
    return cached_rows(of, of.state, len(properties.kept(of.source)))


@st.cache_resource(max_entries=4, show_spinner="Collecting properties…")
def cached_rows(_of: Stored, state: str, measured: int) -> Readings:
    """The readings of texts, once for each state of predictions, dataset and measurements."""
    return readings.texts(_of.frame, _of.source)


@st.cache_resource(max_entries=2, show_spinner="Taking texts apart…")
def symbols_of(_of: Stored, state: str, measured: int) -> Readings:
    """The readings of symbols, with the properties of each, once for each state."""
    frame = analyze_predictions.load(_of.model, _of.source.name, _of.part, lists=True)
    return readings.symbols(readings.texts(frame, _of.source))
