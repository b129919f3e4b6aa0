"""One image in; text, runners-up and places out, or a sentence."""

import io

import cv2
import numpy as np
import pytest
from PIL import Image

from engine.classify.lines.cut import ink_of, pieces_of
from engine.classify.lines.read import framed
from engine.classify.prediction import TOP, read_image
from engine.classify.single import as_it_is, read_picture
from engine.core.datasets.dataset import open_dataset
from engine.core.models.predictor import Predictor
from engine.imaging.decode import UnreadableError, decode
from engine.imaging.encode import png
from engine.imaging.overlay import overlay


@pytest.fixture
def reader(trained):
    return Predictor("reader")


def test_an_answer_holds_what_a_person_needs_to_judge_it(reader):
    answer = read_image(reader, open_dataset("digits").image_files([0])[0])
    assert len(answer.top) == reader.card.slots == len(answer.attention)
    for slot in answer.top:
        shares = [share for _, share in slot]
        assert (
            len(slot) == min(TOP, reader.card.codec.classes)
            and shares == sorted(shares, reverse=True)
            and sum(shares) <= 1.0001
        )
    assert answer.text == "".join(slot[0][0] for slot in answer.top)
    assert answer.confidence == pytest.approx(np.prod([slot[0][1] for slot in answer.top]))
    assert answer.notice == ""
    assert overlay(answer.image, answer.attention[0]).shape == (*answer.image.shape[:2], 3)


def test_a_picture_of_another_size_is_read_and_said_to_be_scaled(reader):
    picture = decode(open_dataset("digits").image_files([0])[0])
    answer = read_image(reader, png(cv2.resize(picture, (300, 90))))
    assert "300 x 90 pixels; the model was trained on 64 x 32" in answer.notice
    assert answer.image.shape[:2] == (32, 64)


def test_of_an_animation_the_frame_is_read_that_the_model_learned_from(reader):
    first, last = (decode(data) for data in open_dataset("digits").image_files([0, 1]))
    out = io.BytesIO()
    Image.fromarray(first).save(out, "PNG", save_all=True, append_images=[Image.fromarray(last)])
    frames = {"auto": first, "first": first, "last": last}
    for frame, pixels in frames.items():
        reader.card = reader.card.model_copy(update={"frame": frame})
        assert np.array_equal(read_image(reader, out.getvalue()).image, read_image(reader, png(pixels)).image)


@pytest.mark.parametrize("data", [b"", b"\0" * 100, b"<html>not found</html>", b"\x89PNG\r\n\x1a\n cut"])
def test_bytes_that_are_no_picture_get_a_sentence(reader, data):
    with pytest.raises(UnreadableError, match=r"\.$"):
        read_image(reader, data)


def test_a_single_symbol_of_another_size_and_polarity_is_framed_like_the_training_images(reader):
    reader.card = reader.card.model_copy(update={"slots": 1})  # the net stays as it is; only the way in is looked at
    picture = np.full((240, 300, 3), (200, 30, 40), np.uint8)
    cv2.circle(picture, (80, 60), 40, (250, 250, 120), 12)
    frames = [as_it_is(reader, image, None, None) for image in (picture, framed_like(reader, picture))]
    read = read_picture(reader, picture, None, None)
    best = max(frames, key=lambda frame: frame.prediction.confidence[0])
    assert read.prediction.texts == best.prediction.texts
    assert ("was framed like the training images" in read.arrival.notice) == (best is frames[1])
    ink = ink_of(frames[1].image[..., 0])
    assert 0.4 < np.ptp(np.nonzero(ink.any(axis=1))[0]) / len(ink) <= 1


def framed_like(reader, picture):
    return framed(picture, ink_of(picture), pieces_of(ink_of(picture)), reader.card)
