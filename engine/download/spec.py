"""The parameters of downloading."""

import os

from pydantic import field_validator, model_validator

from engine.download.wanted import is_url
from engine.spec import Spec, knob


class DownloadSpec(Spec):
    """What to fetch and how politely; paths are made absolute, because a job may run in another folder."""

    list: str = knob(..., "A CSV, JSON or text list of addresses, or of file names that follow a base address.")
    base: str = knob("", "For file names: the address that stands before them.")
    output: str = knob(..., "The folder for the files; what lies there already is not fetched again.")
    column: str = knob("", "The column's heading or number; empty takes the one that holds addresses or file names.")
    workers: int = knob(16, "Files under way at once.", low=1, high=64, group="speed")
    per_host: int = knob(8, "Files under way at once from one server.", low=1, high=32, group="speed")
    tries: int = knob(4, "How often a file is asked for while the server is busy.", low=1, high=20, group="speed")
    pause: float = knob(
        0.5, "Pause before the second try; it doubles with each.", low=0, high=60, unit="s", group="speed"
    )
    silence: float = knob(20, "How long a server may say nothing.", low=0.1, high=600, unit="s", group="limits")
    seconds: float = knob(300, "How long one file may take.", low=0.1, high=86_400, unit="s", group="limits")
    file_mb: float = knob(50, "The largest file.", low=0.001, high=10_000, unit="MB", group="limits")
    total_mb: float = knob(20_000, "All files together.", low=0.001, high=1_000_000, unit="MB", group="limits")

    @field_validator("list", "output")
    @classmethod
    def absolute(cls, path: str) -> str:
        """The full path."""
        if not path:
            raise ValueError("must not be empty")
        return os.path.abspath(os.path.expanduser(path))

    @model_validator(mode="after")
    def base_is_address(self) -> "DownloadSpec":
        """Asks for an address, if anything."""
        if self.base and not is_url(self.base):
            raise ValueError(f"base must start with http:// or https://; got {self.base[:60]!r}.")
        return self
