"""The parameters of exporting: which dataset, in what form, where to."""

import os
from typing import Literal

from pydantic import field_validator

from engine.spec import Spec, knob


class ExportSpec(Spec):
    """A dataset written so that other tools read it; nothing that exists is overwritten."""

    dataset: str = knob(..., "The dataset to export.")
    format: Literal["folder", "imagefolder", "classes", "npz", "hdf5"] = knob(
        "imagefolder",
        "folder: TEXT.png where every text can be a file's name, otherwise numbers and labels.csv; imagefolder: "
        "numbers and metadata.csv, as Hugging Face reads it; classes: a folder for each symbol; npz, hdf5: arrays.",
    )
    output: str = knob(..., "The new folder to write; it must not exist yet.")

    @field_validator("output")
    @classmethod
    def absolute(cls, path: str) -> str:
        """The full path, because a job may run in another folder."""
        if not path.strip():
            raise ValueError("must be the path of a new folder")
        return os.path.abspath(os.path.expanduser(path))
