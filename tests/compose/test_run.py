"""Composed texts show the images they name, keep to one side of the source's split, and follow from the seed."""

import numpy as np
import pandas as pd
import pytest

from engine.compose.estimate import estimate
from engine.compose.run import first, run
from engine.compose.sampling import draw, source_of
from engine.compose.spec import ComposeSpec
from engine.core.datasets import shard
from engine.core.datasets.dataset import open_dataset
from engine.core.datasets.write import finish_dataset, publish_dataset
from engine.core.jobs import control
from engine.core.jobs.job import Job
from engine.core.specs import shared_knobs
from engine.core.storage import paths
from engine.imaging.decode import decode
from engine.imaging.encode import png
from engine.imaging.render.compose import transformed
from engine.spec import Span, knobs, with_preset


def store(texts, name="digits"):
    """A dataset of bright squares on black, one for each text, each with a lightness of its own."""
    rows = []
    for i, text in enumerate(texts):
        image = np.zeros((28, 28), np.uint8)
        image[9:19, 9:19] = 50 + i
        rows.append({"image": png(image), "path": f"{i}.png", "text": text, "width": 28, "height": 28})
    build = paths.workspace() / "build"
    shard.write(build, 0, rows)
    finish_dataset(build, "class", "test", {})
    publish_dataset(build, name)
    return open_dataset(name)


def compose(**knobs):
    spec = ComposeSpec(dataset="digits", **knobs)
    return spec, run(spec, Job(control.create("compose", spec.model_dump(mode="json"), spec.makes)))


def test_a_text_shows_the_images_that_it_names(home):
    store("0123" * 10)
    spec = ComposeSpec(dataset="digits", length=3, scale=1, rotation=0, gap=4, width=92, height=28)
    for image, row, _ in first(spec, 5):
        shades = [int(image[14, 14 + 32 * place]) for place in range(3)]
        assert shades == [50 + key for key in row["symbol_id"]]
        assert row["text"] == "".join("0123"[key % 4] for key in row["symbol_id"])
        assert image[14, 29] == image[0, 0] == 0


def test_images_of_a_text_never_come_from_both_sides_of_the_split_which_the_new_dataset_inherits(home):
    source = store("01" * 50)
    ids = source.frame(["id"])["id"]
    source.write_split(ids.map(lambda i: "test" if i % 5 < 2 else "train"), {})
    compose(count=300, length="2-4")
    made, parts = open_dataset("composed"), source.split()
    frame, split = made.frame(), made.split()
    for row in frame.itertuples():
        assert set(parts[list(row.symbol_id)]) == {row.part} == {split[row.id]}
    assert 0.3 < (frame["part"] == "test").mean() < 0.5


def test_one_and_two_processes_make_the_same_bytes_and_what_is_stored_is_the_preview(home):
    store("0123" * 5)
    results = [compose(name=f"n{i}", count=1050, workers=i, width=48, height=20) for i in (1, 2)]
    assert results[0][1]["fingerprint"] == results[1][1]["fingerprint"]
    samples = first(results[0][0], 12)
    stored = open_dataset("n1").image_files(range(12))
    assert all((decode(data) == image).all() for data, (image, *_) in zip(stored, samples, strict=True))


def test_values_stay_within_their_ranges_and_reach_over_them(home):
    store("0123" * 5)
    shape = {"shear": "0.2", "stretch": "0.8-1.25"}
    spec = ComposeSpec(**with_preset(ComposeSpec, "mnist-captcha", {"dataset": "digits", "symbols": "02", **shape}))
    rows = [draw(spec, source_of(spec), i) for i in range(300)]
    ranges = {"scale": (0.9, 1.3), "angle": (-20, 20), "shear": (-0.2, 0.2), "stretch": (0.8, 1.25), "gap": (2, 6)}
    for name, (low, high) in ranges.items():
        values = np.concatenate([row[f"symbol_{name}"] for row in rows])
        assert low <= values.min() < low + (high - low) / 10 and high - (high - low) / 10 < values.max() <= high
    assert {symbol for row in rows for symbol in row["text"]} == {"0", "2"}


CORRUPTIONS = [knob for knob in knobs(ComposeSpec) if knob.group in shared_knobs.CORRUPTIONS]
MARKED = {"dots": 3, "curves": 2, "lines": 2, "gaussian_noise": 0.02, "mode": "colour"}


@pytest.mark.parametrize("knob", CORRUPTIONS, ids=lambda knob: knob.name)
def test_a_knob_of_noise_is_a_column_and_changes_the_image_but_not_its_text(home, knob):
    store("0123" * 10)
    value = "each" if knob.choices else 7 if knob.kind == "whole range" else 0.5
    before, after = (
        ComposeSpec(dataset="digits", **MARKED),
        ComposeSpec(dataset="digits", **MARKED | {knob.name: value}),
    )
    (plain, before_columns, _), (corrupted, after_columns, _) = (first(spec, 1)[0] for spec in (before, after))
    assert (plain != corrupted).any() and after_columns[knob.name] == value
    assert (before_columns["text"], before_columns["symbol_id"], before_columns["symbol_left"]) == (
        after_columns["text"],
        after_columns["symbol_id"],
        after_columns["symbol_left"],
    )


@pytest.mark.parametrize("share", [0.1, 0.4])
def test_the_share_of_salt_and_pepper_is_that_of_the_pixels_touched(home, share):
    store("01" * 10)
    spec = ComposeSpec(dataset="digits", salt_pepper_noise=share, width=400, height=400, scale=1, rotation=0)
    plain, noisy = (first(one, 1)[0].image for one in (spec.model_copy(update={"salt_pepper_noise": Span(0, 0)}), spec))
    untouched = (noisy == plain) & (plain != 0)  # black paper hides the pepper
    assert 1 - untouched.sum() / (plain != 0).sum() == pytest.approx(share, abs=0.02)


def test_boxes_hold_the_images_of_the_symbols_and_nothing_of_others(home):
    store("0123" * 10)
    for fit in ("pad", "stretch"):
        for one in first(ComposeSpec(dataset="digits", fit=fit, gap=4, width=130), 5):
            boxed = np.zeros_like(one.image)
            for left, top, right, bottom in one.boxes:
                assert 0 <= left < right <= 130 and 0 <= top < bottom <= 60
                boxed[top:bottom, left:right] = one.image[top:bottom, left:right]
                assert boxed[top:bottom, left:right].max() > 25
            assert (boxed == one.image).all()
            assert one.columns["symbol_left"] == [box.left for box in one.boxes]


def test_faint_images_are_composed_again_with_the_same_text_or_refused_by_a_sentence(home):
    source = store("01" * 60)  # lightness rises from 50 to 169
    spec = ComposeSpec(dataset="digits", length=2, count=60, minimum_contrast=100)
    before = {i: draw(spec, source_of(spec), i)["text"] for i in range(60)}
    result = run(spec, Job(control.create("compose", spec.model_dump(mode="json"), spec.makes)))
    frame = open_dataset("composed").frame()
    assert frame["contrast"].min() >= 100 and frame["redrawn"].sum() == result["redrawn"] > 0
    assert frame["text"].tolist() == list(before.values())
    with pytest.raises(ValueError, match="image 0 has too little contrast in each of 50 tries; lower minimum_contrast"):
        first(ComposeSpec(dataset="digits", minimum_contrast=180), 12)
    source.write_quarantine(pd.DataFrame({"id": range(2, 120), "reason": "faint"}))
    assert {key for one in first(ComposeSpec(dataset="digits"), 12) for key in one.columns["symbol_id"]} == {0, 1}


def test_the_estimate_is_near_the_size(home):
    store("01" * 10)
    spec, _ = compose(count=300, gaussian_noise=0.1)
    size = sum(path.stat().st_size for path in open_dataset("composed").shards())
    seconds, expected = estimate(spec)
    assert 0.5 < expected / size < 2 and 0 < seconds < 60


def test_a_rotated_image_is_whole_and_keeps_its_background():
    image = np.full((20, 40), 200, np.uint8)
    image[5:15, 5:35] = 0
    rotated = transformed(image, 1, 90)
    assert rotated.shape == (40, 20) and rotated[0, 0] == 200
    assert (rotated < 100).sum() == pytest.approx(300, abs=40)


def test_a_sheared_image_leans_to_the_right_and_a_stretched_one_is_wider():
    image = np.full((20, 40), 200, np.uint8)
    image[:, 18:22] = 0
    sheared = transformed(image, 1, 0, shear=0.5, stretch=1.5)
    assert sheared.shape == (20, 70)
    top, bottom = (np.flatnonzero(sheared[row] < 100) for row in (1, 18))
    assert top.mean() - bottom.mean() == pytest.approx(0.5 * 17, abs=1) and len(top) == pytest.approx(6, abs=1)


def test_a_source_that_does_not_serve_is_refused_by_a_sentence(home):
    store(["12", "3"], "texts")
    with pytest.raises(ValueError, match="images of single symbols; the labels of 'texts' have 1 to 2"):
        source_of(ComposeSpec(dataset="texts"))
    store("01")
    with pytest.raises(ValueError, match="the part train of 'digits' has no image of '7'"):
        source_of(ComposeSpec(dataset="digits", symbols="017"))
    with pytest.raises(FileNotFoundError, match="no dataset 'none'"):
        source_of(ComposeSpec(dataset="none"))
