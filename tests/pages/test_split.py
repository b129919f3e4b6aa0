"""Split, empty and filled."""

import numpy as np

from engine.collect.from_arrays import from_arrays
from engine.core.datasets.dataset import open_dataset
from engine.core.jobs import control, record
from tests.support.models import card_of, store_model


def test_shows_what_the_split_did(visit, do, tiny):
    app = visit("Split")
    assert "tiny" in app.info[0].value and not app.get("plotly_chart")
    do("split", dataset=tiny)
    app = visit("Split", dataset=tiny)
    assert len(app.get("plotly_chart")) == 2
    assert not app.info


def test_impossible_shares_are_a_sentence(visit, tiny):
    app = visit("Split", validation="0.6", test="0.6")
    assert "images are left for training" in app.error[0].value
    assert open_dataset(tiny).split_report() is None


def test_unknown_dataset_in_the_link_is_a_sentence(visit, tiny):
    (warning,) = visit("Split", dataset="nope").warning
    assert "nope" in warning.value


def test_a_split_that_models_learned_from_asks_before_it_is_replaced(visit, do, tiny):
    do("split", dataset=tiny)
    store_model("net", card_of(open_dataset(tiny)))
    app = visit("Split", dataset=tiny)
    assert "net" in app.warning[0].value
    assert app.button(key="start_split").disabled
    app.checkbox(key="again_tiny").check().run()
    assert not app.button(key="start_split").disabled


def test_leaks_are_shown_side_by_side_and_mended_with_one_click(visit, do, home):
    rng = np.random.default_rng(5)
    images = list(rng.integers(0, 256, (60, 20, 30), np.uint8).repeat(2, axis=0))
    for image in images[::2]:
        image[0, 0] ^= 1
    from_arrays("twins", images, ["a", "a", "b", "b"] * 30)
    do("split", dataset="twins")
    found = open_dataset("twins").split_report()["leaks"]
    app = visit("Split", dataset="twins")
    assert any(f"**{found['near_images']:,} images**" in paragraph.value for paragraph in app.markdown)
    assert len(app.get("image")) == 2 * len(found["examples"]) == 24
    app.button(key="mend_near").click().run()
    assert not app.exception
    job = record.views()[0]
    assert (job.verb, job.spec["near"], job.spec["dataset"]) == ("split", "together", "twins")
    control.kill(job.id)
    do("split", dataset="twins", near="together")
    app = visit("Split", dataset="twins")
    assert len(app.success) == 1 and not app.get("image")


def test_a_split_that_another_stage_made_is_shown_too(visit, do, tiny):
    source = open_dataset(tiny)
    source.write_split(source.frame(["id"])["id"].map(lambda i: "test" if i % 2 else "train"), {"as in": "other"})
    app = visit("Split", dataset=tiny)
    assert len(app.get("plotly_chart")) == 2 and not app.success and not app.get("image")
