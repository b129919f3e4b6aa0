"""Draws a dataset shard by shard, or a few images of it for the eye."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from engine import dataset, pool
from engine.generate import package
from engine.generate.draw import columns, draw
from engine.generate.spec import GenerateSpec
from engine.imaging import fonts
from engine.imaging.decode import picture_hash
from engine.imaging.encode import png
from engine.imaging.render import render
from engine.job import Job


def run(spec: GenerateSpec, job: Job) -> dict[str, Any]:
    """Draws the dataset that the spec describes; shards that a run before finished in the job's folder are kept.

    Raises ValueError or FileNotFoundError when a font cannot draw a symbol, FileExistsError when the name is taken.
    """
    check_fonts(spec)
    build = job.folder / "build"
    missing = [index for index in range(shards(spec)) if not dataset.shard_path(build, index).exists()]
    done = shards(spec) - len(missing)
    job.progress(min(done * dataset.SHARD_ROWS, spec.count), spec.count, "images")
    work = pool.run(partial(make_shard, spec, build), missing, min(workers(spec), len(missing)))
    for _ in work:
        done += 1
        job.progress(min(done * dataset.SHARD_ROWS, spec.count), spec.count, "images")
        job.check_stop()
    info = dataset.finish(build, "text", "generate", spec.model_dump(mode="json"))
    dataset.publish(build, spec.name)
    return {"dataset": spec.name, "count": info.count, "fingerprint": info.fingerprint}


def workers(spec: GenerateSpec) -> int:
    """How many processes draw."""
    return spec.workers or pool.cores()


def shards(spec: GenerateSpec) -> int:
    """How many shards the dataset has."""
    return -(-spec.count // dataset.SHARD_ROWS)


def make_shard(spec: GenerateSpec, build: Path, index: int) -> int:
    """Draws and writes one shard; returns its index."""
    cv2.setNumThreads(1)  # the processes share the cores already
    first = index * dataset.SHARD_ROWS
    ids = range(first, min(first + dataset.SHARD_ROWS, spec.count))
    dataset.write_shard(
        build, index, [stored(image, row, i) for i, (image, row) in zip(ids, images(spec, ids), strict=True)]
    )
    return index


def images(spec: GenerateSpec, ids: range) -> Iterator[tuple[np.ndarray, dict[str, Any]]]:
    """The images with these ids, each with its columns."""
    for i in ids:
        row = draw(spec, i)
        if spec.renderer == "package":
            yield package.render(row, spec), package.columns(row)
        else:
            yield render(row), columns(row)


def stored(image: np.ndarray, row: dict[str, Any], i: int) -> dict[str, Any]:
    """An image as a row of a shard."""
    return {"image": png(image), "path": f"{i:07d}.png", "picture": picture_hash(image), **row}


def preview(spec: GenerateSpec, n: int = 12) -> list[tuple[np.ndarray, dict[str, Any]]]:
    """The first n images of the dataset that the spec describes, each with its columns.

    Raises like `run`.
    """
    check_fonts(spec)
    return list(images(spec, range(min(n, spec.count))))


def check_fonts(spec: GenerateSpec) -> None:
    """Raises ValueError naming the symbols that a font lacks, or FileNotFoundError for a font that is not there."""
    for path in spec.fonts or (fonts.packaged(),):
        lacking = fonts.missing(path, spec.symbols)
        if lacking:
            named = ", ".join(repr(symbol) for symbol in lacking[:10]) + (" and more" if len(lacking) > 10 else "")
            raise ValueError(
                f"the font {Path(path).name} has no glyph for {named}; leave these symbols out or choose a font that "
                "holds them."
            )
