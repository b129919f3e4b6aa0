"""What a score does not say: told for each model whose numbers flatter, and for no other."""

import pytest

from engine.core.datasets.dataset import open_dataset
from engine.core.storage.files import write_text
from engine.core.storage.paths import models_folder
from engine.imaging.preprocess import Preparation
from tests.support.models import card_of, store_model
from tests.support.screens import call_on_page
from ui.analyze.cautions import WARNINGS, cautions


@pytest.fixture
def source(do, tiny):
    """A dataset that is split."""
    do("split", dataset=tiny)
    return open_dataset(tiny)


def test_a_model_of_this_split_is_trusted_on_the_test_part_alone(source):
    store_model("net", card_of(source))
    assert not call_on_page(cautions, "net", source, "test").warning
    assert [warning.value for warning in call_on_page(cautions, "net", source, "train").warning] == [
        WARNINGS["training part"]
    ]


def test_a_final_model_is_trusted_on_no_part_of_its_own_dataset(source):
    store_model("net", card_of(source, final=True))
    assert [warning.value for warning in call_on_page(cautions, "net", source, "test").warning] == [WARNINGS["final"]]
    store_model("other", card_of(source, final=True, dataset_fingerprint="another dataset"))
    assert not call_on_page(cautions, "other", source, "test").warning


def test_a_model_that_sees_more_than_grey_is_said_to(source):
    store_model("net", card_of(source, preparation=Preparation(mode="grey", width=80, height=30, threshold="otsu")))
    assert "otsu" in call_on_page(cautions, "net", source, "test").caption[0].value.lower()


def test_a_damaged_card_is_a_sentence(source):
    store_model("net", card_of(source))
    write_text(models_folder() / "net" / "card.json", "{")
    assert "damaged" in call_on_page(cautions, "net", source, "test").warning[0].value
