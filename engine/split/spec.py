"""The parameters of splitting."""

from typing import Literal

from pydantic import model_validator

from engine.spec import Spec, knob


class SplitSpec(Spec):
    """How a dataset is divided; what is neither validation nor test is for training."""

    dataset: str = knob(..., "The dataset to split.")
    validation: float = knob(0.1, "Share of the images that judges the net during training.", low=0, high=0.9)
    test: float = knob(0.2, "Share of the images that is kept for the final judgement.", low=0, high=0.9)
    seed: int = knob(1, "Start of the random choice; the same seed gives the same split.", low=0, high=2**31 - 1)
    by_group: Literal["auto", "yes", "no"] = knob(
        "auto", "Whether a writer, signer or source stays in one part as a whole; auto: where the dataset has groups."
    )
    near: Literal["count", "together", "ignore"] = knob(
        "count",
        "Nearly equal pictures in different parts make a score too good: count tells how many there are, together "
        "keeps them in one part, ignore does not look.",
    )

    test_group: tuple[str, ...] = knob(
        (), "Groups that are the whole test part, such as a signer whom the net has never seen; in place of test."
    )

    @model_validator(mode="after")
    def something_to_learn_from(self) -> "SplitSpec":
        """Leaves images for training."""
        if self.validation + self.test >= 1:
            raise ValueError(
                f"validation and test must leave images for training: together less than 1; got {self.validation:g} + "
                f"{self.test:g}."
            )
        return self
