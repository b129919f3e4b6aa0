"""Merge, empty and filled."""

from engine.core.datasets.dataset import dataset_names
from tests.support.screens import links


def test_with_one_dataset_it_says_what_to_do(visit, tiny):
    app = visit("Merge")
    assert (
        len(app.info) == 1 and not app.multiselect and {page for page, _ in links(app.main)} == {"collect", "generate"}
    )


def test_two_datasets_are_chosen_and_what_they_have_together_is_shown(visit, do, tiny):
    do("generate", name="letters", count=30, symbols="1A", length=2, workers=1)
    app = visit("Merge")
    assert app.info[0].value == "Choose at least two datasets." and not app.error
    app.multiselect(key="dataset").set_value(["tiny", "letters"]).run()
    assert app.dataframe[0].value["images"].tolist() == [40, 30]
    assert [metric.value for metric in app.metric] == ["70", "3"]
    assert not app.button(key="start_merge").disabled
    assert any("--dataset tiny --dataset letters" in command.value for command in app.code)


def test_shows_what_each_gave(visit, do, tiny):
    do("generate", name="letters", count=30, symbols="1A", length=2, workers=1)
    job = do("merge", name="both", dataset=["tiny", "letters"])
    app = visit("Merge", job=job.id)
    assert all(words in app.success[0].value for words in ("70 images", "40 of tiny", "30 of letters"))


def test_a_link_to_a_dataset_that_is_gone_merges_nothing_until_another_is_chosen(visit, do, tiny):
    do("generate", name="letters", count=30, symbols="1A", length=2, workers=1)
    app = visit("Merge", dataset=["tiny", "nope"])
    (mistake,) = app.error
    assert "at least two" in mistake.value and app.multiselect(key="dataset").value == ["tiny"]
    assert app.button(key="start_merge").disabled and not app.dataframe and not app.code
    app.multiselect(key="dataset").set_value(["tiny", "letters"]).run()
    assert not app.error and not app.button(key="start_merge").disabled
    assert app.dataframe[0].value["dataset"].tolist() == ["tiny", "letters"]
    assert dataset_names() == ["letters", "tiny"]
