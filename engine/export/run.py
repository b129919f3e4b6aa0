"""Exports a dataset or a model as a job. The folder appears once it is complete."""

from pathlib import Path
from typing import Any

from engine.core.datasets.dataset import open_dataset
from engine.core.jobs.job import Job
from engine.core.models.card import read_card
from engine.core.storage.folders import delete_folder, make_folder
from engine.export import files
from engine.export.arrays import hdf5, npz
from engine.export.spec import DATASET_FORMATS, MODEL_FORMATS, ExportSpec

FORMATS = {
    "folder": files.folder,
    "imagefolder": files.imagefolder,
    "classes": files.classes,
    "npz": npz,
    "hdf5": hdf5,
}


def run(spec: ExportSpec, job: Job) -> dict[str, Any]:
    """Writes the dataset or model in the requested format, after deleting what a killed run left behind.

    Raises FileNotFoundError if there is no such dataset or model, FileExistsError if the folder exists already,
    ValueError if it does not fit the format, FailedError if the export of a model loses too much.
    """
    output = Path(spec.output)
    check(spec)
    if output.exists():
        raise FileExistsError(f"output must be a new folder; {output} exists already. Choose another one.")
    build = output.parent / f".{output.name}-{job.id}"
    if build.exists():
        delete_folder(build)
    make_folder(build)
    try:
        return job.publish(build, output, {"output": str(output), **write(spec, build, job)})
    finally:
        if build.exists():
            delete_folder(build)


def check(spec: ExportSpec) -> None:
    """Raises ValueError if neither dataset nor model is named, or the format is of the other kind.

    Raises FileNotFoundError if there is no such dataset or model.
    """
    if not spec.dataset and not spec.model:
        raise ValueError("name what to export: --dataset or --model.")
    kind, formats = ("model", MODEL_FORMATS) if spec.model else ("dataset", DATASET_FORMATS)
    if spec.format not in formats:
        raise ValueError(f"format of a {kind} must be one of {', '.join(formats)}; got {spec.format}.")
    read_card(spec.model) if spec.model else open_dataset(spec.dataset)


def write(spec: ExportSpec, build: Path, job: Job) -> dict[str, Any]:
    """Writes into the folder that becomes the export; returns what is said about it."""
    if spec.model:
        from engine.export.model.run import export_model  # loads what reads models

        return export_model(spec, build, job)
    source = open_dataset(spec.dataset)
    return {"note": FORMATS[spec.format](source, build, job), "images": source.info.count}
