"""The result of a calibration: a promise that can be given leads to reading with it."""

import re

import numpy as np
import pandas as pd
import pytest

from engine.core.datasets.dataset import open_dataset
from engine.core.models.calibration import Calibration
from engine.core.models.card import model_folder
from engine.core.models.decoding.constraint import ANY
from engine.core.models.trust.stored import Calibrated, write_calibration
from tests.support.models import card_of, store_model
from tests.support.screens import call_on_page, next_step
from ui.calibrate.result import result


@pytest.fixture
def sure(tiny, do):
    """A model "net" that was calibrated on 1,000 texts, the surest 900 of which it reads without a mistake."""
    assert do("split", dataset=tiny).state == "done"
    store_model("net", card_of(open_dataset(tiny)))
    confidence = np.linspace(0.1, 1, 1000, dtype=np.float32)
    texts = pd.DataFrame({"raw": confidence / 2, "confidence": confidence, "correct": np.arange(1000) >= 100})
    texts = texts.assign(noticed=False, width=80.0, height=30.0, ink=0.1)
    error = (0.1, 0.05, 0.2)
    about = Calibration(
        temperature=2, n=1000, wrong=100, dataset=tiny, part="test", before=error, after=error, floor=0.02
    )
    write_calibration(model_folder("net"), ANY, Calibrated(about, texts))
    return "net"


def test_a_promise_that_can_be_given_leads_to_reading_with_it(sure):
    app = call_on_page(result, sure, ANY)
    said = app.success[0].value.replace("*", "")
    assert re.match(r"(8\d|9\d)\.\d% of the texts are accepted, \d of", said), said
    assert next_step(app) == ("classify", "model=net&accept=1")
    app.number_input(key="promised_percent").set_value(0.1).run()
    assert "needs at least 2,995" in app.warning[0].value.replace("\\", "")
    assert next_step(app) == ("classify", "model=net")
