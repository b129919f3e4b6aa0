"""Exporting as a job: the folder appears when it is complete."""

from pathlib import Path
from typing import Any

from engine import dataset, storage
from engine.export import arrays, files
from engine.export.spec import ExportSpec
from engine.job import Job

FORMATS = {
    "folder": files.folder,
    "imagefolder": files.imagefolder,
    "classes": files.classes,
    "npz": arrays.npz,
    "hdf5": arrays.hdf5,
}


def run(spec: ExportSpec, job: Job) -> dict[str, Any]:
    """Writes the dataset in the form asked for; what a killed run left is thrown away first.

    Raises FileNotFoundError when there is no such dataset, FileExistsError when the folder is there already, and
    ValueError when the dataset does not fit the form.
    """
    made, output = dataset.open(spec.dataset), Path(spec.output)
    if output.exists():
        raise FileExistsError(f"{output} exists already and is not overwritten; choose another output.")
    build = output.parent / f".{output.name}-{job.id}"
    if build.exists():
        storage.delete(build)
    storage.make_folder(build)
    try:
        note = FORMATS[spec.format](made, build, job)
        storage.publish(build, output)
    finally:
        if build.exists():
            storage.delete(build)
    return {"output": str(output), "images": made.info.count, "note": note}
