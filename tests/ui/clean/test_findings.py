"""The findings of a kind: as many as fit are drawn, and a decision is on all of them."""

import numpy as np

from engine.clean.run import findings_of
from engine.collect.from_arrays import from_arrays
from engine.core.datasets.dataset import open_dataset
from tests.support.screens import call_on_page, captions
from ui.clean.findings import MOST, findings


def test_a_decision_is_on_all_findings_of_a_kind_beyond_those_that_are_drawn(do):
    image = np.random.default_rng(3).integers(0, 256, (9, 9), np.uint8)
    from_arrays("same", [image] * (MOST + 7), ["a"] * (MOST + 7))
    assert do("clean", dataset="same", leave_out=["none"]).state == "done"
    source = open_dataset("same")
    app = call_on_page(findings, source, findings_of(source), query={"finding": "duplicate"})
    assert len(captions(app)) == 2 * MOST  # each beside the image that it repeats
    app.button(key="leave_out_all").click().run()
    assert source.quarantine()["id"].tolist() == list(range(1, MOST + 7))
    app.button(key="keep_all").click().run()
    assert source.quarantine().empty and not app.exception
