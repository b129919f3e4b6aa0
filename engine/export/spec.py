"""The parameters of exporting: which dataset, in which format, to which folder."""

from typing import Literal

from engine.core.specs.field_types import AbsolutePath
from engine.spec import Spec, knob


class ExportSpec(Spec):
    """A dataset, and the format and folder to write it to. Existing files are never overwritten."""

    dataset: str = knob(..., "The dataset to export.", names="dataset")
    format: Literal["folder", "imagefolder", "classes", "npz", "hdf5"] = knob(
        "imagefolder",
        "folder: images named by their text if every text can be a file name, otherwise numbered images and "
        "labels.csv. imagefolder: numbered images and metadata.csv for Hugging Face. classes: one folder per symbol. "
        "npz, hdf5: arrays of pixels and texts.",
    )
    output: AbsolutePath = knob(..., "The folder to write. It must not exist yet.", label="New folder", names="file")
