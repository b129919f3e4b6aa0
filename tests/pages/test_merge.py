"""Merge, empty and filled."""

from engine.core.datasets.dataset import dataset_names
from engine.core.jobs import record


def test_with_one_dataset_it_says_what_to_do(visit, tiny):
    assert "two datasets or more" in visit("Merge").info[0].value


def test_two_datasets_are_chosen_and_what_they_have_together_is_shown(visit, do, tiny):
    do("generate", name="letters", count=30, symbols="1A", length=2, workers=1)
    app = visit("Merge")
    assert app.info[0].value == "Still needed: Dataset." and not app.error
    app.multiselect(key="dataset").set_value(["tiny", "letters"]).run()
    assert app.dataframe[0].value["images"].tolist() == [40, 30]
    assert [each.value for each in app.metric] == ["70", "3"]
    assert not app.button(key="start_merge").disabled
    assert any("--dataset tiny --dataset letters" in each.value for each in app.code)


def test_shows_what_each_gave(visit, do, tiny):
    do("generate", name="letters", count=30, symbols="1A", length=2, workers=1)
    job = do("merge", name="both", dataset=["tiny", "letters"])
    app = visit("Merge", job=job.id)
    assert "70 images: 40 of tiny, 30 of letters" in app.success[0].value


def test_a_dataset_that_is_gone_is_a_sentence(visit, do, tiny):
    do("generate", name="letters", count=30, symbols="1A", length=2, workers=1)
    app = visit("Merge", dataset=["tiny", "nope"])
    assert app.button(key="start_merge").disabled
    assert not record.views() or dataset_names() == ["letters", "tiny"]
