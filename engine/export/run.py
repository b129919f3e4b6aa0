"""Exports a dataset as a job. The folder appears once it is complete."""

from pathlib import Path
from typing import Any

from engine.core.datasets.dataset import open_dataset
from engine.core.jobs.job import Job
from engine.core.storage.folders import delete_folder, make_folder
from engine.export import files
from engine.export.arrays import hdf5, npz
from engine.export.spec import ExportSpec

FORMATS = {
    "folder": files.folder,
    "imagefolder": files.imagefolder,
    "classes": files.classes,
    "npz": npz,
    "hdf5": hdf5,
}


def run(spec: ExportSpec, job: Job) -> dict[str, Any]:
    """Writes the dataset in the requested format, after deleting what a killed run left behind.

    Raises FileNotFoundError if there is no such dataset, FileExistsError if the folder exists already, ValueError if
    the dataset does not fit the format.
    """
    source, output = open_dataset(spec.dataset), Path(spec.output)
    if output.exists():
        raise FileExistsError(f"output must be a new folder; {output} exists already. Choose another one.")
    build = output.parent / f".{output.name}-{job.id}"
    if build.exists():
        delete_folder(build)
    make_folder(build)
    try:
        note = FORMATS[spec.format](source, build, job)
        return job.publish(build, output, {"output": str(output), "images": source.info.count, "note": note})
    finally:
        if build.exists():
            delete_folder(build)
