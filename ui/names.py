"""Names that are still free."""

from itertools import count

from engine import dataset, jobs, model
from engine.sweep import board

KINDS = {"dataset": dataset.names, "model": model.names, "sweep": board.names}


def free_name(wanted: str, *kinds: str) -> str:
    """The wanted name, or the first of wanted-2, wanted-3... that nothing of these kinds (KINDS) has or gets."""
    taken = {name for kind in kinds for name in KINDS[kind]()}
    taken |= {each.makes[1] for each in jobs.views() if each.active and each.makes and each.makes[0] in kinds}
    numbered = (f"{wanted}-{number}" for number in count(2))
    return wanted if wanted not in taken else next(name for name in numbered if name not in taken)
