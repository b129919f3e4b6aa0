"""Datasets: renaming, copying, deleting and restoring on the page, and the ways to the tools."""

from engine.core.datasets.dataset import dataset_names
from engine.core.storage.files import write_text
from engine.core.storage.paths import datasets_folder
from tests.support.screens import filled, links


def test_an_empty_shelf_leads_to_where_datasets_come_from(visit):
    app = visit("Datasets")
    assert {"collect", "generate"} <= {page for page, _ in links(app)} and app.info


def test_a_dataset_is_renamed_copied_deleted_and_restored_by_clicks(visit, tiny):
    app = visit("Datasets", dataset=tiny)
    app.text_input(key=f"rename_{tiny}").set_value("letters").run()
    app.button(key="rename_dataset").click().run()
    assert dataset_names() == ["letters"] and app.query_params["dataset"] == "letters"
    app.button(key="duplicate_dataset").click().run()
    assert dataset_names() == ["letters", "letters-copy"] and app.selectbox(key="dataset").value == "letters-copy"
    app.button(key="delete_dataset").click().run()
    app.button(key="really_delete_dataset").click().run()
    assert dataset_names() == ["letters"] and "Bin: 1 deleted dataset" in app.main.expander[-1].label
    (restore,) = (button for button in app.button if str(button.key).startswith("restore_"))
    restore.click().run()
    assert dataset_names() == ["letters", "letters-copy"] and app.selectbox(key="dataset").value == "letters-copy"


def test_a_taken_name_and_a_used_dataset_are_refused_with_a_sentence(visit, tiny, create_job):
    app = visit("Datasets", dataset=tiny)
    app.button(key="rename_dataset").click().run()
    assert "exists already" in app.error[0].value
    create_job("split", {"dataset": tiny})
    app.button(key="delete_dataset").click().run()
    assert app.button(key="really_delete_dataset").disabled and "Split tiny" in app.warning[0].value
    assert dataset_names() == [tiny]


def test_a_damaged_dataset_can_be_deleted_and_hides_no_other(visit, tiny):
    write_text(datasets_folder() / "torn" / "dataset.json", "{")
    app = visit("Datasets")
    assert "torn" in app.warning[0].value and app.dataframe[0].value["name"].tolist() == [tiny]
    app.button(key="delete_damaged_torn").click().run()
    app.button(key="really_delete_dataset").click().run()
    assert not app.warning and dataset_names() == [tiny]


def test_the_card_leads_to_the_tools_with_this_dataset_and_to_one_next_step(visit, do, tiny):
    app = visit("Datasets", dataset=tiny)
    tools = {page for page, query in links(app) if query == f"dataset={tiny}"}
    assert tools == {"split", "explore", "clean", "relabel", "prepare", "merge", "export"}
    assert filled(app)[-1] == "Next: split it"
    do("split", dataset=tiny)
    assert filled(app.run())[-1] == "Next: train a model on it"
    assert "split" in {page for page, query in links(app) if query == f"dataset={tiny}"}
