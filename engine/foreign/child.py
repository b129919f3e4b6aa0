"""A process of its own that reads a stranger's file, so that nothing in it can harm, fill or hold up the workbench.

The config is read and checked before TensorFlow is loaded, the net is built from what was checked, and only numbers
are taken from the file's weights. Reads a request as JSON from stdin, and writes the result as JSON to stdout.
"""

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from engine.foreign import files
from engine.foreign.layers import Layer, layers_of, outputs_of

MOST_MEMORY = 12_000_000_000  # bytes of address space; TensorFlow alone maps about 5 GB
MOST_CPU = 300  # seconds
SMALL_ENOUGH = 1e-3  # difference of a probability between the two files


def limit() -> None:
    """Limits the time and memory of this process, where the system can, and keeps it from other programs' files."""
    try:
        import resource
    except ImportError:
        return
    for kind, most in ((resource.RLIMIT_CPU, MOST_CPU), (resource.RLIMIT_AS, MOST_MEMORY)):
        resource.setrlimit(kind, (most, most))


def convert(source: Path, folder: Path, scale: str, outputs: str) -> dict[str, Any]:
    """Writes model.keras and model.tflite into a folder; returns what the card says of the net.

    Raises ValueError, with a sentence, for a file or net that is refused.
    """
    kind = files.kind_of(source)
    if kind == "tflite":
        raise ValueError("LiteRT files are not imported yet; save the net as .keras or .h5.")
    found = files.read(source, kind)
    layers = layers_of(found.config)
    return build(layers, outputs_of(found.config, layers), found, folder, (scale, outputs))


def build(
    layers: list[Layer], outputs: tuple[str, ...], found: files.Found, folder: Path, about: tuple[str, str]
) -> dict[str, Any]:
    """Builds the net of checked layers and writes it."""
    from engine.nets import convert as nets
    from engine.nets import foreign

    try:
        net = foreign.build(layers, outputs)
        with tempfile.TemporaryDirectory() as scratch:
            weights = Path(scratch) / ("net.h5" if found.legacy else "net.weights.h5")
            weights.write_bytes(found.weights)
            net.load_weights(str(weights))
        whole = foreign.wrapped(net, *about)
    except ValueError as reason:
        raise ValueError(f"the net cannot be built: {' '.join(str(reason).split())[:300]}") from None
    except (TypeError, KeyError, AttributeError, OverflowError, IndexError, OSError):
        raise ValueError("the net cannot be built: its layers, settings and weights do not fit together.") from None
    whole.save(folder / "model.keras")
    lite = nets.as_litert(whole)
    (folder / "model.tflite").write_bytes(lite)
    height, width, channels = whole.input_shape[1:]
    slots, classes = whole.output_shape[1:]
    about_net = {"height": height, "width": width, "channels": channels, "slots": slots, "classes": classes}
    return {**about_net, "parameters": whole.count_params(), "parity": difference(whole, lite)}


def difference(net: Any, lite: bytes) -> float:
    """The largest difference of a probability between the two files on noise. Raises ValueError if it is large."""
    from ai_edge_litert.interpreter import Interpreter

    image = np.random.default_rng(0).integers(0, 256, (1, *net.input_shape[1:]), np.uint8)
    interpreter = Interpreter(model_content=lite, num_threads=1)
    interpreter.allocate_tensors()
    interpreter.set_tensor(interpreter.get_input_details()[0]["index"], image)
    interpreter.invoke()
    read = interpreter.get_tensor(interpreter.get_output_details()[0]["index"])
    largest = float(np.abs(read - np.asarray(net.predict_on_batch(image))).max())
    if not largest <= SMALL_ENOUGH:
        raise ValueError(f"the converted net gives other probabilities (by {largest:.2g}); it cannot be used here.")
    return largest


def main() -> None:
    """Answers one request."""
    asked = json.load(sys.stdin)
    limit()
    try:
        said = convert(Path(asked["source"]), Path(asked["folder"]), asked["scale"], asked["outputs"])
    except (ValueError, FileNotFoundError) as reason:
        said = {"error": str(reason)}
    except MemoryError:
        said = {"error": "the net needs more memory than a stranger's net may have; it is refused."}
    print(json.dumps(said), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()
