"""The first batch: shown where it can be trained on, and a sentence where it cannot."""

from engine.core.datasets.dataset import open_dataset
from engine.train.data.material import first_batch
from engine.train.spec import TrainSpec
from tests.support.screens import call_on_page, captions, returned
from ui.train.first_batch import SHOWN, show


def test_the_images_are_those_that_training_begins_with(do, tiny):
    do("split", dataset=tiny)
    source, spec = open_dataset(tiny), TrainSpec(dataset=tiny, name="net", batch=16)
    app = call_on_page(show, spec, source)
    assert returned(app) is True
    assert captions(app) == first_batch(source, spec)[1][:SHOWN]


def test_what_cannot_be_trained_is_said(do, tiny):
    do("split", dataset=tiny)
    app = call_on_page(show, TrainSpec(dataset=tiny, name="net", batch=4000), open_dataset(tiny))
    assert returned(app) is False and len(app.error) == 1 and not captions(app)
    assert returned(call_on_page(show, None, open_dataset(tiny))) is False
