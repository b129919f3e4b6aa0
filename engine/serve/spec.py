"""The parameters of serving models over HTTP."""

from engine.core.specs.field_types import OptionalPath
from engine.spec import Spec, knob


class ServeSpec(Spec):
    """Which models answer, at which address, in how many processes, and the limits on what is sent."""

    models: tuple[str, ...] = knob(
        (), "A model that answers. The first one answers requests that name none.", item="model", names="model"
    )
    host: str = knob(
        "127.0.0.1", "The address to listen on. Beyond this machine (0.0.0.0, ::) a token is required.", label="Address"
    )
    port: int = knob(9696, "The port to listen on. 0 takes a free one.", low=0, high=65535)
    processes: int = knob(
        0, "Processes that answer side by side. 0 starts one for each core.", low=0, high=64, unit="processes"
    )
    token_file: OptionalPath = knob(
        "",
        "A file with the token that every request must bring (Authorization: Bearer ...). Without it, "
        "GLYPHLAB_TOKEN is used if it is set.",
        names="file",
    )
    accept_errors: float = knob(
        0.0,
        "Largest share of wrong texts among those that are accepted, from each model's calibration; 0 promises "
        "nothing, and `accepted` is null unless a request says from which confidence.",
        low=0,
        high=0.5,
        exact=True,
        unit="share",
    )
    hosts: tuple[str, ...] = knob(
        (), "A further name by which clients may address the server (the Host header).", item="known-host"
    )
    origins: tuple[str, ...] = knob(
        (), "A web page that may send requests, such as https://example.org.", item="origin"
    )
    megabytes: float = knob(10, "The largest request.", low=0.001, high=1000, unit="MB", group="Limits")
    megapixels: float = knob(16, "The largest image.", low=0.001, high=50, unit="megapixels", group="Limits")
    batch: int = knob(64, "Most images in one request.", low=1, high=10_000, unit="images", group="Limits")
    queue: int = knob(
        128,
        "Images that may wait in each process. Beyond it, a request is answered with 503 and Retry-After.",
        low=1,
        high=100_000,
        unit="images",
        group="Limits",
    )
    connections: int = knob(
        1000, "Connections that each process keeps open.", low=1, high=100_000, unit="connections", group="Limits"
    )
    seconds: float = knob(
        10, "Time that a client has to send its request.", low=0.1, high=3600, unit="s", group="Limits"
    )
