"""The baseline model: nearest neighbours and linear discriminants on features, predicted out of fold."""

import numpy as np
from sklearn.decomposition import PCA
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.neighbors import KNeighborsClassifier

from engine.core.jobs.job import Job

DIMENSIONS = 64
ENOUGH = 10_000  # rows that show the main directions of all
LEARNED_FROM = 30_000  # rows of a fold that are learned from; more cost time and hardly help
NEIGHBOURS = 10
FEWEST = 2  # images of a label without which it cannot be learned


def compressed(rows: np.ndarray, seed: int) -> np.ndarray:
    """Features, float32 (n, features), along their main directions, float32 (n, at most DIMENSIONS)."""
    rng = np.random.default_rng(seed)
    sample = rows[rng.permutation(len(rows))[:ENOUGH]]
    kept = min(DIMENSIONS, *sample.shape)
    return PCA(kept, svd_solver="randomized", random_state=seed).fit(sample).transform(rows).astype(np.float32)


def out_of_fold(rows: np.ndarray, classes: np.ndarray, folds: np.ndarray, job: Job, seed: int) -> np.ndarray:
    """Probabilities, float32 (n, number of classes), of each row from models that saw neither it nor its fold.

    classes: int (n,), numbered from 0. A row whose class does not occur in the other folds has only zeros.
    """
    predicted = np.zeros((len(rows), classes.max() + 1), np.float32)
    rng, done = np.random.default_rng(seed), len(rows)
    for fold in np.unique(folds):
        job.check_stop()
        held_out = np.flatnonzero(folds == fold)
        learned = teachable(classes, rng.permutation(np.flatnonzero(folds != fold))[:LEARNED_FROM])
        classes_learned = np.unique(classes[learned])
        if len(classes_learned) >= 2:
            predicted[np.ix_(held_out, classes_learned)] = predict(rows[learned], classes[learned], rows[held_out])
        predicted[held_out[~np.isin(classes[held_out], classes_learned)]] = 0
        done += len(held_out)
        job.progress(done, 2 * len(rows), "images")
    return predicted


def teachable(classes: np.ndarray, learned: np.ndarray) -> np.ndarray:
    """The rows to learn from, rising, without those of classes that are too rare to be learned."""
    counts = np.bincount(classes[learned], minlength=classes.max() + 1)
    return np.sort(learned[counts[classes[learned]] >= FEWEST])


def predict(rows: np.ndarray, classes: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Probabilities of the classes learned from rows, for other rows: the mean of both models."""
    nearest = KNeighborsClassifier(min(NEIGHBOURS, len(rows)), algorithm="brute").fit(directed(rows), classes)
    linear = LinearDiscriminantAnalysis(solver="lsqr", shrinkage="auto").fit(rows, classes)
    return (nearest.predict_proba(directed(others)) + linear.predict_proba(others)) / 2


def directed(rows: np.ndarray) -> np.ndarray:
    """Rows scaled to length 1, so that their distance measures how alike they are regardless of strength."""
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)
