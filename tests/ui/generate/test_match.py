"""Samples that somebody has: labelled as Collect labels them, and a sentence for each that cannot be read."""

import numpy as np

from engine.imaging.encode import png
from ui.generate.match import read_samples

IMAGE = png(np.zeros((9, 12), np.uint8))


def test_samples_get_the_labels_that_collect_would_give_them():
    listed = b"file,label\n1.png,ab\n2.png,cd\n"
    samples = read_samples([("1.png", IMAGE), ("2.png", IMAGE), ("labels.csv", listed)])
    assert [label for _, label in samples.images] == ["ab", "cd"] and "labels.csv" in samples.about
    behind = read_samples([(f"x_{text}.png", IMAGE) for text in ("k3w", "p9q", "m2r")])
    assert sorted(label for _, label in behind.images) == ["k3w", "m2r", "p9q"]


def test_bad_samples_are_named_and_the_others_are_used():
    samples = read_samples([("ab.png", IMAGE), ("cd.png", b"<html>"), ("ef.png", b""), ("gh.png", IMAGE)])
    assert [label for _, label in samples.images] == ["ab", "gh"]
    assert samples.images[0][0].shape[:2] == (9, 12)
    assert [name.removeprefix("/").split("/")[-1] for name, _ in samples.problems] == ["cd.png", "ef.png"]


def test_samples_that_collect_cannot_label_are_used_for_their_look():
    samples = read_samples([("notes.pdf", b"%PDF")])
    assert samples.images == [] and "notes.pdf" in samples.about and len(samples.problems) == 1
    names = ["kw3p_m9xr.png", "a7bz_qr2t.png", "xx4k_b8nm.png", "p2vq_zz5h.png"]  # either half may be the text
    undecided = read_samples([(name, IMAGE) for name in names])
    assert [label for _, label in undecided.images] == [""] * 4 and "label" in undecided.about
