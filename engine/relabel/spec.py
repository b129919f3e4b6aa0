"""The parameters of looking for label errors."""

from typing import Literal

from engine.spec import Spec, knob


class RelabelSpec(Spec):
    """Whose labels are doubted, and by whom; what is found is only suggested, nothing changes by itself."""

    dataset: str = knob(..., "The dataset whose labels are looked at; they stay until you decide.")
    model: str = knob(
        "",
        "The model whose stored readings are compared with the labels; none takes a quick model that is made on the "
        "spot, or, where labels hardly repeat (texts), the model with the most stored readings.",
    )
    most: float = knob(
        0.1,
        "Share of the images that the list of suspects holds at most, the most suspicious first.",
        low=0.001,
        high=1,
    )
    folds: int = knob(
        5, "For the quick model: each image is judged by what was learned from the other folds.", low=2, high=20
    )
    by_group: Literal["auto", "yes", "no"] = knob(
        "auto",
        "For the quick model: whether a writer or signer is judged by what was learned from others; auto: where each "
        "label has several.",
    )
    seed: int = knob(1, "Start of the random choice of the folds.", low=0, high=2**31 - 1)
