"""The parameters of importing a net that was made elsewhere: its file, its alphabet, and what it expects of images."""

from typing import Literal

from engine.core.specs.field_types import AbsolutePath, NewName
from engine.spec import Spec, knob


class ImportSpec(Spec):
    """A file with a net, and what the file does not say about it."""

    source: AbsolutePath = knob(..., "The file with the net: .keras, .h5 or .tflite.", names="file")
    name: NewName = knob(..., "Name of the new model.")
    alphabet: str = knob(
        ..., "The symbols in the order of the net's classes. With one class more, the last means no symbol."
    )
    scale: Literal["0..1", "0..255", "-1..1"] = knob("0..1", "The range of lightness that the net expects.")
    polarity: Literal["keep", "auto", "light", "invert"] = knob(
        "keep",
        "Ink that the net expects: light makes it light on dark, auto dark on light, invert inverts every image.",
        label="Ink polarity",
    )
    fit: Literal["pad", "stretch"] = knob(
        "stretch", "How images get the net's size: stretch fills it, pad keeps the aspect ratio."
    )
    outputs: Literal["auto", "probabilities", "logits"] = knob(
        "auto", "What the net gives. auto looks whether the values of a symbol add up to 1."
    )

    @property
    def makes(self) -> tuple[str, str]:
        """What the job makes."""
        return "model", self.name
