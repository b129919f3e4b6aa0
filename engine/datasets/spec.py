"""The parameters of managing datasets: what is done to which."""

from typing import Literal

from pydantic import model_validator

from engine.core.storage.paths import check_name
from engine.spec import Spec, knob

Action = Literal["rename", "duplicate", "delete", "restore"]
ACTIONS: tuple[Action, ...] = ("rename", "duplicate", "delete", "restore")


class DatasetsSpec(Spec):
    """What is done to one dataset. Without any of these, all datasets are listed."""

    rename: str = knob("", "The dataset to rename. Models that were trained on it keep working.", names="dataset")
    duplicate: str = knob("", "The dataset to copy.", names="dataset")
    delete: str = knob("", "The dataset to move into the bin, from which it can be restored.", names="dataset")
    restore: str = knob("", "The name of a dataset in the bin, to be restored.")
    to: str = knob("", "The new name of the renamed, copied or restored dataset.")
    empty_bin: bool = knob(False, "Permanently delete what is in the bin.")

    @model_validator(mode="after")
    def one_action(self) -> "DatasetsSpec":
        """Refuses several actions at once, and a missing or unusable new name."""
        asked = [name for name in (*ACTIONS, "empty_bin") if getattr(self, name)]
        if len(asked) > 1:
            raise ValueError(f"only one of {', '.join(asked)} at a time; run the command once for each.")
        if self.action in ("rename", "duplicate") and not self.to:
            raise ValueError(f"to is missing; {self.action} needs a new name.")
        if self.to:
            if self.action not in ("rename", "duplicate", "restore"):
                raise ValueError("to has no effect here; it goes with rename, duplicate or restore.")
            check_name(self.to, "dataset")
        return self

    @property
    def action(self) -> Action | None:
        """The action on a dataset; None for listing, and for emptying the bin."""
        return next((name for name in ACTIONS if getattr(self, name)), None)
