"""The parameters of asking a server: its address, the images, and what is known about their texts."""

from engine.core.specs.field_types import OptionalPath
from engine.spec import Span, Spec, WholeRange, knob


class AskSpec(Spec):
    """Which server reads which images, with which of its models."""

    images: tuple[str, ...] = knob((), "The image files to read.", names="file", item="image", positional=True)
    url: str = knob("http://127.0.0.1:9696", "The address of the server.")
    model: str = knob("", "The model that reads. Without it, the first one of the server does.")
    token_file: OptionalPath = knob(
        "",
        "A file with the server's token. Without it, GLYPHLAB_TOKEN is sent if it is set.",
        names="file",
    )
    symbols: str = knob("", "The symbols that a text may have. Empty allows all that the model knows.")
    length: WholeRange = knob(
        Span(0, 0),
        "The number of symbols of a text, or a range such as 4-6. 0 allows every length.",
        low=0,
        high=1000,
        unit="symbols",
    )
    pattern: str = knob("", "The pattern of a text, such as LLDDD; see docs/classify.md.")
    accept: float | None = knob(None, "The confidence from which a text is accepted.", low=0, high=1)
    seconds: float = knob(30, "How long to wait for the answer.", low=0.1, high=3600, unit="s")
