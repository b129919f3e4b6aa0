"""Names that are free: nothing in the workspace has them, and no job is about to take them."""

from itertools import count

from engine.core.jobs import record
from engine.core.storage.folders import list_folders
from engine.core.storage.paths import datasets_folder, models_folder, sweeps_folder

FOLDERS = {"dataset": datasets_folder, "model": models_folder, "sweep": sweeps_folder}


def free_name(wanted: str, *kinds: str) -> str:
    """The wanted name, or the first of wanted-2, wanted-3... that is free for all of these kinds (of FOLDERS)."""
    taken = {name for kind in kinds for name in list_folders(FOLDERS[kind]())}
    taken |= {each.makes[1] for each in record.active_views() if each.makes and each.makes[0] in kinds}
    numbered = (f"{wanted}-{number}" for number in count(2))
    return wanted if wanted not in taken else next(name for name in numbered if name not in taken)
