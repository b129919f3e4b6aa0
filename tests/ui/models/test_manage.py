"""Deleting models: what is lost is named before, also of a damaged folder and of a model that a job needs."""

import pytest

from engine.core.datasets.dataset import open_dataset
from engine.core.models.card import damaged, model_names
from engine.core.storage.files import write_text
from engine.core.storage.paths import models_folder
from tests.support.models import card_of, store_model
from tests.support.screens import call_on_page
from ui.models.manage import list_damaged, manage


@pytest.fixture
def net(tiny):
    """A model."""
    store_model("net", card_of(open_dataset(tiny)))
    return "net"


def test_a_job_that_needs_the_model_is_named_before_it_is_deleted(net, create_job):
    app = call_on_page(manage, net)
    app.button(key="delete").click().run()
    assert not app.warning
    create_job("classify", {"model": net, "dataset": "tiny"})
    create_job("split", {"dataset": net})  # a dataset of that name
    app.button(key="delete").click().run()
    assert ["Classify" in warning.value for warning in app.warning] == [True]
    app.button(key="really_delete").click().run()
    assert model_names() == [] and not app.exception


def test_a_damaged_folder_can_be_deleted_and_no_other_goes_with_it(net, tiny):
    store_model("torn", card_of(open_dataset(tiny)))
    write_text(models_folder() / "torn" / "card.json", "{")
    app = call_on_page(list_damaged, damaged())
    app.button(key="delete_damaged_torn").click().run()
    assert "card.json" in app.dataframe[0].value["file"].tolist()
    app.button(key="really_delete").click().run()
    assert model_names() == ["net"] and not app.exception
