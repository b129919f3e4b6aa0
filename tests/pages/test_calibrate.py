"""Calibrate, empty and filled."""

import pytest

from engine.core.models.card import model_folder
from tests.support.screens import links


def test_a_model_shows_its_calibration_and_how_many_texts_a_promise_needs(visit, trained):
    app = visit("Calibrate", model="reader", dataset="digits")
    labels = [metric.label for metric in app.metric]
    assert labels == ["Error before", "Error calibrated", "A perfect reader"]
    assert "30 texts say little" in app.warning[0].value and "at least 299" in app.warning[1].value
    assert len(app.get("plotly_chart")) == 2
    assert ("classify", "model=reader") in links(app)


def test_under_a_constraint_without_a_calibration_it_offers_the_command(visit, trained):
    app = visit("Calibrate", model="reader", dataset="digits", length_from=2, length_to=2, part="test")
    assert "without what is known about these texts" in app.info[0].value
    assert "--part test --length 2" in app.code[0].value
    assert not app.get("plotly_chart")


@pytest.mark.parametrize("damage", [b"", b"PAR1 no table"])
def test_a_damaged_calibration_is_a_sentence(visit, trained, damage):
    (model_folder("reader") / "calibrations" / "all.parquet").write_bytes(damage)
    app = visit("Calibrate", model="reader", dataset="digits")
    assert "calibrate the model again" in app.warning[0].value.replace("\\", "")
