"""Split, empty and filled."""

from engine import dataset, storage
from engine.imaging.prepare import Preparation
from engine.model import FILES, Card


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
    assert dataset.open(tiny).split_report() is None


def test_unknown_dataset_in_the_link_is_a_sentence(visit, tiny):
    assert "does not exist" in visit("Split", dataset="nope").warning[0].value


def test_a_split_that_models_learned_from_asks_before_it_is_replaced(visit, do, tiny):
    do("split", dataset=tiny)
    learned_from(dataset.open(tiny), "net")
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
        storage.write_text(storage.models_folder() / name / file, "-")
    storage.write_json(storage.models_folder() / name / "card.json", card.model_dump(mode="json"))
