"""The parameters of exporting: which dataset or model, in which format, to which folder."""

from typing import Literal, get_args

from engine.core.specs.field_types import AbsolutePath
from engine.spec import Spec, knob

DatasetFormat = Literal["folder", "imagefolder", "classes", "npz", "hdf5"]
ModelFormat = Literal["keras", "litert", "litert-int8", "litert-full-int8", "onnx", "savedmodel", "bundle"]
DATASET_FORMATS: tuple[DatasetFormat, ...] = get_args(DatasetFormat)
MODEL_FORMATS: tuple[ModelFormat, ...] = get_args(ModelFormat)


class ExportSpec(Spec):
    """A dataset or a model, and the format and folder to write it to. Existing files are never overwritten."""

    dataset: str = knob(
        "", "The dataset to export. With a model: labelled images to try its export on.", names="dataset"
    )
    model: str = knob("", "The model to export.", names="model")
    format: Literal[DatasetFormat, ModelFormat] = knob(
        "imagefolder",
        "Of a dataset: folder (images named by their text if every text can be a file name, otherwise numbered images "
        "and labels.csv), imagefolder (numbered images and metadata.csv for Hugging Face), classes (one folder per "
        "symbol), npz or hdf5 (arrays of pixels and texts). Of a model: keras, litert, litert-int8 (for PCs), "
        "litert-full-int8 (for microcontrollers), onnx, savedmodel, bundle (a zip with a reader in Python).",
    )
    output: AbsolutePath = knob(..., "The folder to write. It must not exist yet.", label="New folder", names="file")
