"""Reading before any training: glyphlab-base and ddddocr on the same labelled captchas that neither learned from.

Run: .venv/bin/python -m benchmarks.zero_shot ARCHIVE [--symbols S] [--no-ocr]
Collects the archive (such as python_captcha_38.zip), and reads all images with glyphlab-base, knowing nothing, then
knowing the symbols (default: digits and capitals) and the length. ddddocr reads them in an environment of its own that
this script makes (needs a package index); for it the case of letters does not count. Ends with one JSON line: for each
the exact match with its 95 % interval (Wilson).
"""

import argparse
import json
from pathlib import Path

from benchmarks._workspace import engine, workspace
from benchmarks.few import read_by_ddddocr, share

CAPITALS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def write_images(name: str, folder: Path) -> tuple[int, int]:
    """Writes the images of a dataset, each named by its text and row; returns the shortest and the longest text."""
    from engine.core.datasets.dataset import open_dataset

    source = open_dataset(name)
    ids, texts = source.part_ids("all"), source.frame(["text"])["text"]
    folder.mkdir()
    for row, file in zip(ids, source.image_files(ids), strict=True):
        (folder / f"{texts[row]}_{row}.png").write_bytes(file)
    return int(texts.str.len().min()), int(texts.str.len().max())


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("archive", help="an archive of labelled captchas")
    parser.add_argument("--symbols", default=CAPITALS, help="that texts consist of (default: digits and capitals)")
    parser.add_argument("--no-ocr", action="store_true", help="without ddddocr")
    given = parser.parse_args()
    figures = {}
    with workspace() as home:
        engine(f"collect --name unseen --source '{given.archive}'")
        shortest, longest = write_images("unseen", Path(home) / "images")
        known = f"--symbols '{given.symbols}' --length {shortest}-{longest}"
        for name, options in (("nothing known", ""), ("symbols and length known", known)):
            read = engine(f"classify --model glyphlab-base --dataset unseen --part all {options}")
            figures[name] = share(read["right"], read["n"])
        if not given.no_ocr:
            figures["ddddocr"] = read_by_ddddocr(Path(home) / "images")
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
