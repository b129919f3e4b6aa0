"""The parameters of finding label issues."""

from typing import Literal

from engine.core.specs.shared_knobs import SEED
from engine.spec import Spec, knob


class RelabelSpec(Spec):
    """Which labels are checked, and against what. Nothing changes by itself: issues are suggestions."""

    dataset: str = knob(
        ..., "The dataset whose labels are checked. They stay as they are until you decide.", names="dataset"
    )
    model: str = knob(
        "",
        "The model whose stored predictions are compared with the labels. Without one, a baseline model is trained on "
        "the spot, or, where labels hardly repeat (texts), the model with the most stored predictions is used.",
        names="model",
    )
    guesses: bool = knob(
        False,
        "The labels are guesses, read by the model: list every image, the least sure guess first.",
        label="Labels are guesses",
    )
    most: float = knob(
        0.1,
        "Largest share of the images that is listed, the least likely labels first.",
        low=0.001,
        high=1,
        label="List at most (share of images)",
    )
    folds: int = knob(
        5,
        "Baseline model: each image is checked by what was learned from the other folds.",
        low=2,
        high=20,
        label="Folds of the baseline model",
    )
    by_group: Literal["auto", "yes", "no"] = knob(
        "auto",
        "Baseline model: check the images of a writer or signer by what was learned from the others. Auto does so "
        "where each label has several.",
        label="Keep writers apart",
    )
    seed: int = SEED(1, "Start of the random choice of the folds.")
