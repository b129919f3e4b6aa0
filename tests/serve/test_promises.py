"""A text is accepted as promised: above the threshold, without a notice, by the version that it was promised for."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from engine import load
from engine.serve.answers import Reader
from engine.serve.body import Asked, Sent
from engine.serve.options import options
from engine.serve.promises import Promised
from engine.serve.shelf import Shelf
from engine.serve.turns import Turns


def accepted(image, kept, **given):
    """Whether the text of an image is accepted, with these promises and the options of a request."""
    reader = Reader(Shelf(("reader",), {"reader": kept} if kept else {}), Turns(9), 1)
    asked = reader.answer(Asked([Sent("", image)], options(given), True))
    with ThreadPoolExecutor(1) as thread:  # in this one, a browser's loop may be running
        return thread.submit(asyncio.run, asked).result()["accepted"]


def test_a_promise_decides_what_is_accepted_unless_a_request_sets_its_own_conditions(images):
    model = load("reader")
    answer = model.read(images[0])
    below, above = Promised(model.version, answer.confidence - 0.01), Promised(model.version, answer.confidence + 0.01)
    assert accepted(images[0], None) is None and accepted(images[0], above) is False
    assert accepted(images[0], below) is (answer.notice == "")
    assert accepted(images[0], below._replace(version="another")) is None
    assert accepted(images[0], below, length=1) is None
    assert accepted(images[0], above, accept=0.0) is True
