"""Folds as index arithmetic: no image is checked by a model that saw it."""

import numpy as np
import pandas as pd
from sklearn.model_selection import GroupKFold

from engine.relabel.spec import RelabelSpec


def folds_of(rows: pd.DataFrame, spec: RelabelSpec) -> np.ndarray:
    """A fold 0..folds-1 for each row (columns text, group, image); equal images are in one fold.

    Stratified by label, or, where groups are kept together, by group. Raises ValueError when groups are asked for and
    there are fewer than two.
    """
    groups = rows["group"].fillna(rows["picture"])
    if by_group(rows, spec):
        count = min(spec.folds, groups.nunique())
        of_row = np.zeros(len(rows), int)
        splits = GroupKFold(count, shuffle=True, random_state=spec.seed).split(rows, groups=groups)
        for fold, (_, held_out) in enumerate(splits):
            of_row[held_out] = fold
        return of_row
    pictures = rows.drop_duplicates("picture")
    order = np.random.default_rng(spec.seed).permutation(len(pictures))
    order = order[np.argsort(pd.factorize(pictures["text"], sort=True)[0][order], kind="stable")]
    of_picture = np.empty(len(pictures), int)
    of_picture[order] = np.arange(len(pictures)) % spec.folds
    return pd.Series(of_picture, pictures["picture"])[rows["picture"]].to_numpy()


def by_group(rows: pd.DataFrame, spec: RelabelSpec) -> bool:
    """Whether groups are kept together: as asked, or where every label occurs in several, so that it can be learned."""
    if spec.by_group == "yes" and rows["group"].nunique() < 2:
        raise ValueError(f"by_group is yes, but {spec.dataset!r} has fewer than two groups; set it to auto or no.")
    if spec.by_group != "auto" or not rows["group"].nunique():
        return spec.by_group == "yes"
    return bool((rows.groupby("text")["group"].nunique() >= 2).all())
