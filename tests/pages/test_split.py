"""Split, empty and filled."""

import numpy as np

from engine.collect.from_arrays import from_arrays
from engine.core.datasets.dataset import open_dataset
from engine.core.jobs import control, record
from engine.core.models.card import FILES, Card
from engine.core.storage.files import write_json, write_text
from engine.core.storage.paths import models_folder
from engine.imaging.preprocess import Preparation


def test_without_datasets_it_says_what_to_do(visit):
    assert "make a dataset first" in visit("Split").info[0].value


def test_shows_what_the_split_did(visit, do, tiny):
    assert "is not split yet" in visit("Split").info[0].value
    do("split", dataset=tiny)
    app = visit("Split", dataset=tiny)
    assert len(app.get("plotly_chart")) == 2
    assert not app.info


def test_impossible_shares_are_a_sentence(visit, tiny):
    app = visit("Split", validation="0.6", test="0.6")
    assert "leave images for training" in app.error[0].value
    assert open_dataset(tiny).split_report() is None


def test_unknown_dataset_in_the_link_is_a_sentence(visit, tiny):
    assert "does not exist" in visit("Split", dataset="nope").warning[0].value


def test_a_split_that_models_learned_from_asks_before_it_is_replaced(visit, do, tiny):
    do("split", dataset=tiny)
    learned_from(open_dataset(tiny), "net")
    app = visit("Split", dataset=tiny)
    assert "net" in app.warning[0].value
    assert app.button(key="start_split").disabled
    app.checkbox(key="again_tiny").check().run()
    assert not app.button(key="start_split").disabled


def learned_from(source, name):
    """Writes the folder of a model that says it learned from this dataset as it is split now."""
    card = Card(
        recipe="slotnet", alphabet="01", slots=2, blank=False, outputs=["probabilities"], spec={}, scores={},
        preparation=Preparation(mode="grey", width=80, height=30, fit="stretch"),
        dataset=source.name, dataset_fingerprint=source.info.fingerprint, split_fingerprint=source.split_fingerprint(),
        parameters=1, epochs=1, cpu_seconds=1, parity=0, versions={}, created="2026-01-01",
    )  # fmt: skip
    for file in FILES:
        write_text(models_folder() / name / file, "-")
    write_json(models_folder() / name / "card.json", card.model_dump(mode="json"))


def test_leaks_are_shown_side_by_side_and_mended_with_one_click(visit, do, home):
    rng = np.random.default_rng(5)
    images = list(rng.integers(0, 256, (60, 20, 30), np.uint8).repeat(2, axis=0))
    for image in images[::2]:
        image[0, 0] ^= 1
    from_arrays("twins", images, ["a", "b"] * 60)
    do("split", dataset="twins")
    found = open_dataset("twins").split_report()["leaks"]
    app = visit("Split", dataset="twins")
    assert f"**{found['near_images']:,} images** outside training" in " ".join(each.value for each in app.markdown)
    assert len(app.get("image")) == 2 * len(found["examples"]) == 24
    app.button(key="mend_near").click().run()
    assert not app.exception
    job = record.views()[0]
    assert (job.verb, job.spec["near"], job.spec["dataset"]) == ("split", "together", "twins")
    control.kill(job.id)
    do("split", dataset="twins", near="together")
    assert "No nearly equal picture and no group" in visit("Split", dataset="twins").success[0].value


def test_a_split_that_another_stage_made_is_shown_too(visit, do, tiny):
    source = open_dataset(tiny)
    source.write_split(source.frame(["id"])["id"].map(lambda i: "test" if i % 2 else "train"), {"as in": "other"})
    app = visit("Split", dataset=tiny)
    assert any("Nobody looked for nearly equal" in each.value for each in app.caption)
