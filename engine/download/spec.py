"""The parameters of downloading."""

from pydantic import model_validator

from engine.core.specs.field_types import AbsolutePath
from engine.download.wanted import is_url
from engine.spec import Spec, knob


class DownloadSpec(Spec):
    """What to fetch, and within which limits. Paths are made absolute because a job may run in another folder."""

    list: AbsolutePath = knob(
        ...,
        "A CSV, JSON or text list of addresses, or of file names that are appended to a base address.",
        label="List of files",
        names="file",
    )
    base: str = knob("", "If the list has file names: the address they are appended to.", label="Base address")
    output: AbsolutePath = knob(
        ...,
        "The folder for the files. Files that it already contains are not fetched again.",
        label="Destination folder",
        names="file",
    )
    column: str = knob(
        "",
        "The heading or number of the column with the files. Leave it empty to find the column of addresses or file "
        "names.",
        label="Column of the list",
    )
    workers: int = knob(
        16, "Number of files fetched at the same time.", low=1, high=64, group="speed", label="Simultaneous downloads"
    )
    per_host: int = knob(
        8,
        "Number of files fetched at the same time from one server.",
        low=1,
        high=32,
        group="speed",
        label="Simultaneous downloads per server",
    )
    tries: int = knob(
        4,
        "Number of times a file is requested before it counts as failed.",
        low=1,
        high=20,
        group="speed",
        label="Tries per file",
    )
    pause: float = knob(
        0.5,
        "Pause before the second try. It doubles with every further try.",
        low=0,
        high=60,
        unit="s",
        group="speed",
        label="Pause before the second try",
    )
    silence: float = knob(
        20,
        "Time without data from the server after which a try fails.",
        low=0.1,
        high=600,
        unit="s",
        group="limits",
        label="Timeout without data",
    )
    seconds: float = knob(
        300,
        "Time after which a file is given up.",
        low=0.1,
        high=86_400,
        unit="s",
        group="limits",
        label="Time limit per file",
    )
    file_mb: float = knob(
        50,
        "Larger files are not fetched.",
        low=0.001,
        high=10_000,
        unit="MB",
        group="limits",
        label="Size limit per file",
    )
    total_mb: float = knob(
        20_000,
        "No more files are fetched once all files together reach this size.",
        low=0.001,
        high=1_000_000,
        unit="MB",
        group="limits",
        label="Size limit of all files",
    )

    @model_validator(mode="after")
    def base_is_address(self) -> "DownloadSpec":
        """Refuses a base that is not an address."""
        if self.base and not is_url(self.base):
            raise ValueError(f"base must start with http:// or https://; got {self.base[:60]!r}.")
        return self
