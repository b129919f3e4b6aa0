"""The parameters of splitting."""

from typing import Literal

from pydantic import model_validator

from engine.core.specs.shared_knobs import SEED
from engine.spec import Spec, knob


class SplitSpec(Spec):
    """How a dataset is divided. Images outside the validation and test parts are for training."""

    dataset: str = knob(..., "The dataset to split.", names="dataset")
    validation: float = knob(
        0.1,
        "Share of the images that the model is evaluated on during training.",
        low=0,
        high=0.9,
        label="Validation (share of images)",
    )
    test: float = knob(
        0.2,
        "Share of the images that is kept for the final evaluation.",
        low=0,
        high=0.9,
        label="Test (share of images)",
    )
    seed: int = SEED(1, "The same seed gives the same split.")
    by_group: Literal["auto", "yes", "no"] = knob(
        "auto",
        "Keeps all images of a group (writer, signer or source) in one part. auto does so if the dataset has groups.",
        label="Keep groups together",
    )
    near: Literal["count", "together", "ignore"] = knob(
        "count",
        "Near-duplicates in different parts make scores look too good. They are reported (count), kept in one part "
        "(together), or not searched for (ignore).",
        label="Near-duplicates",
        choice_labels={"count": "report", "together": "keep together"},
    )
    test_group: tuple[str, ...] = knob(
        (),
        "Groups that make up the whole test part, in place of the share for test: for example a signer whom the model "
        "has never seen.",
        label="Groups of the test part",
    )

    @model_validator(mode="after")
    def something_to_learn_from(self) -> "SplitSpec":
        """Refuses shares that leave no images for training."""
        if self.validation + self.test >= 1:
            raise ValueError(
                f"validation and test must add up to less than 1; got {self.validation:g} + {self.test:g}. Lower "
                "one, so that images are left for training."
            )
        return self
