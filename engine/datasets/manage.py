"""Renames and copies datasets. What a running job needs is left alone."""

from engine.core.datasets.dataset import open_dataset
from engine.core.datasets.renames import note_new_name
from engine.core.jobs import control, index, record
from engine.core.jobs.users import users
from engine.core.models.predictions import move_predictions
from engine.core.storage.folders import copy_folder, publish_folder
from engine.core.storage.paths import check_name, datasets_folder


def rename(name: str, new: str) -> None:
    """Renames a dataset, and the predictions that models have stored for it.

    Raises FileNotFoundError if there is none of that name, ValueError for an unusable new name or while a job uses the
    dataset, FileExistsError if the new name is taken.
    """
    with index.lock():
        folder = open_dataset(name).folder
        refuse_while_used(name, "renamed")
        control.refuse_taken_name(("dataset", check_name(new, "dataset")), record.active_views())
        note_new_name(folder, new)
        publish_folder(folder, datasets_folder() / new)
        move_predictions(name, new)


def duplicate(name: str, new: str) -> None:
    """Copies a dataset with all that is known about it: labels, split, excluded images, preprocessing.

    Raises FileNotFoundError if there is none of that name, ValueError for an unusable new name, FileExistsError if the
    new name is taken.
    """
    source = open_dataset(name)
    with index.lock():
        control.refuse_taken_name(("dataset", check_name(new, "dataset")), record.active_views())
    copy_folder(source.folder, datasets_folder() / new)


def refuse_while_used(name: str, done: str) -> None:
    """Raises ValueError if a waiting or running job needs a dataset; `done` is what cannot be done: "renamed"."""
    jobs = users("dataset", name)
    if jobs:
        raise ValueError(
            f"the dataset {name!r} cannot be {done} while it is used by the job {jobs[0].title} ({jobs[0].id}); wait "
            "for that job, or stop it first."
        )
