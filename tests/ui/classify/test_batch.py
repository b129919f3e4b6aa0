"""What is read as a job: nothing until the choice is complete."""

from engine.classify.spec import ClassifySpec
from engine.core.datasets.dataset import open_dataset
from tests.support.models import card_of, store_model
from tests.support.screens import call_on_page, returned
from ui.classify.batch import wanted


def test_a_folder_is_read_once_it_is_named():
    assert returned(call_on_page(wanted, "net", "Folder", {}, 0.0)) is None
    app = call_on_page(wanted, "net", "Folder", {}, 0.0, query={"folder": "/images"})
    assert returned(app) == ClassifySpec(model="net", folder="/images")


def test_a_dataset_is_the_one_that_the_model_learned_from_until_another_is_chosen(do, tiny):
    assert do("generate", name="first", count=2, symbols="01", length=2, workers=1).state == "done"
    store_model("net", card_of(open_dataset("tiny")))
    app = call_on_page(wanted, "net", "Dataset", {}, 0.0)
    assert returned(app) == ClassifySpec(model="net", dataset="tiny", part="test")
    app.selectbox(key="dataset").set_value("first").run()
    assert returned(app).dataset == "first"


def test_without_datasets_it_leads_to_where_they_are_made(home):
    app = call_on_page(wanted, "net", "Dataset", {}, 0.0)
    assert returned(app) is None and app.info and app.get("page_link")
