"""A model in LiteRT with 32 bits, LiteRT with weights in 8 bits, and ONNX Runtime: time, bytes, accuracy.

Run: .venv/bin/python -m benchmarks.export [--images N] [--epochs N]
Trains on captcha_images_v2 (default settings; skipped where ../shared/data is not there) and on generated captchas of
36 symbols x 4, exports each model, and prints what reading the exports back found on the test part. Ends with one JSON
line: for each set and format kb, ms (CPU time of an image from file to text), exact_match, points_lost with its 95 %
interval, texts_changed; and ratio (ms of float32 / ms of 8-bit weights).
"""

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

from benchmarks._workspace import engine, workspace

FORMATS = ("litert", "litert-int8", "onnx")
DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


def found(model: str, folder: Path) -> dict[str, dict[str, Any]]:
    """What was found when each export of a model was read back."""
    rows = {}
    for kind in FORMATS:
        read = engine(f"export --model {model} --format {kind} --output {folder / model / kind}")
        rows[kind] = {
            "kb": round(read["bytes"] / 1000),
            "ms": round(read["milliseconds"], 3),
            "exact_match": round(read["accuracy"], 4),
            "points_lost": [round(100 * read[name], 2) for name in ("lost", "lost_low", "lost_high")],
            "texts_changed": round(read["changed"], 4),
            "n": read["n"],
        }
        print(f"{model:10} {kind:12} {rows[kind]}", flush=True)
    return rows


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--images", type=int, default=20_000, help="generated captchas (default 20000)")
    parser.add_argument("--epochs", type=int, default=4, help="of training on them (default 4)")
    given = parser.parse_args()
    result: dict[str, Any] = {}
    with workspace(), tempfile.TemporaryDirectory() as folder:
        if (DATA / "captcha_images_v2.zip").exists():
            engine(f"collect --name real --source {DATA / 'captcha_images_v2.zip'}")
            engine("split --dataset real --seed 1")
            engine("train --dataset real --name real --seed 1")
            result["real"] = found("real", Path(folder))
        symbols = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        engine(f"generate --name drawn --count {given.images} --symbols {symbols} --length 4 --seed 1")
        engine("split --dataset drawn --seed 1")
        engine(f"train --dataset drawn --name drawn --epochs {given.epochs} --seed 1")
        result["drawn"] = found("drawn", Path(folder))
    result["ratio"] = round(result["drawn"]["litert"]["ms"] / result["drawn"]["litert-int8"]["ms"], 2)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
