"""The loaded models of a process. One that changes on disk is loaded beside the old one, which answers until then."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine.core.models.card import model_folder
from engine.core.models.model import NETS, Model
from engine.core.storage.folders import version_of
from engine.serve import metrics
from engine.serve.promises import Promised

LOOK_EVERY = 0.5  # seconds between two looks at the files of the models


class Served:
    """A model that answers. problem: why its files could not be loaded again, "" if they are what answers."""

    def __init__(self, name: str) -> None:
        self.folder = model_folder(name)
        self.state = state_of(self.folder)
        self.model = Model(name)
        self.problem = ""

    async def renew(self) -> None:
        """Loads the model again if its files changed. If that fails, the one in memory goes on answering."""
        state = state_of(self.folder)
        if state == self.state:
            return
        self.state = state
        try:
            model = await asyncio.to_thread(Model, self.model.name)
        except (ValueError, OSError) as reason:
            self.problem = str(reason)
            return
        self.problem = ""
        if model.version != self.model.version:
            self.model = model
            metrics.swaps.labels(model.name).inc()

    def about(self) -> dict[str, Any]:
        """What /models says about it."""
        card = self.model.card
        said = {
            "name": self.model.name,
            "version": self.model.version,
            "alphabet": card.alphabet,
            "symbols": card.slots,
            "shorter_texts": card.blank,
            "recipe": card.recipe,
            "scores": card.scores,
            "width": card.preparation.width,
            "height": card.preparation.height,
        }
        return said | ({"problem": self.problem} if self.problem else {})


class Shelf:
    """All models of a server, by name, in the order in which they were named.

    promises: see `engine.serve.promises`. Raises FileNotFoundError or ValueError if a model cannot be loaded.
    """

    def __init__(self, names: tuple[str, ...], promises: Mapping[str, Promised]) -> None:
        self.served = {name: Served(name) for name in names}
        self.promises = promises

    def threshold(self, model: Model) -> float | None:
        """The confidence above which a model's texts are accepted; None if nothing was promised for this version."""
        kept = self.promises.get(model.name)
        return kept.threshold if kept and kept.version == model.version else None

    def model(self, name: str) -> Model | None:
        """The model of that name, or the first for ""; None if there is none."""
        served = self.served.get(name) if name else next(iter(self.served.values()))
        return served.model if served else None

    async def keep_up(self) -> None:
        """Follows the files of all models until it is cancelled."""
        while True:
            await asyncio.sleep(LOOK_EVERY)
            for served in self.served.values():
                await served.renew()


def state_of(folder: Path) -> tuple[int, ...]:
    """What changes with the files of a model."""
    return version_of(*(folder / file for file in NETS))
