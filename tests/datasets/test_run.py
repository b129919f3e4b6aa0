"""The verb `datasets`: listing, renaming, copying, the bin, and what a running job or a model needs."""

import pytest

from engine.core.datasets.dataset import dataset_names, open_dataset
from engine.core.models.card import read_card
from engine.core.models.lineage import origins
from engine.core.models.predictions import read_predictions
from engine.core.storage.files import write_text
from engine.core.storage.folders import files_in
from engine.core.storage.paths import datasets_folder
from engine.datasets.bin import binned
from engine.datasets.run import run
from engine.datasets.spec import DatasetsSpec
from engine.spec import read


def ask(**values):
    return run(read(DatasetsSpec, values))


def content(name):
    """Every file of a dataset's folder but for notes on its name, with its bytes."""
    folder = datasets_folder() / name
    return {path.name: path.read_bytes() for path in files_in(folder) if path.name != "names.json"}


def test_all_are_listed_with_what_they_hold_and_a_damaged_one_with_the_reason(do, tiny):
    do("split", dataset=tiny)
    do("generate", name="more", count=4, symbols="01", length=2, workers=1)
    do("merge", dataset=[tiny, "more"], name="both")
    write_text(datasets_folder() / "torn" / "dataset.json", "{")
    listed = ask()
    assert listed["tiny"]["images"] == 40 and sum(listed["tiny"]["split"].values()) == 40
    assert listed["both"]["made"] == "merged from tiny, more" and listed["tiny"]["bytes"] > 1000
    assert "damaged" in listed["torn"]["damaged"] and list(listed["torn"]) == ["damaged"]


def test_a_renamed_dataset_keeps_its_files_its_models_and_their_predictions(trained):
    before = content("digits")
    predictions = read_predictions("reader", open_dataset("digits"))
    ask(rename="digits", to="numbers")
    assert dataset_names() == ["numbers"] and content("numbers") == before
    assert read_predictions("reader", open_dataset("numbers")).equals(predictions)
    ask(rename="numbers", to="ciphers")
    cards = {"reader": read_card("reader")}
    assert origins(cards)["reader"] == ("ciphers", "trained on ciphers, which was then named digits")
    assert ask()["ciphers"]["models"] == ["reader"]
    ask(rename="ciphers", to="digits")
    assert origins(cards)["reader"].phrase == "trained on digits"


def test_a_model_says_what_became_of_its_dataset(trained, do):
    cards = {"reader": read_card("reader")}
    ask(duplicate="digits", to="copy")
    assert content("copy") == content("digits") and origins(cards)["reader"].present == "digits"
    ask(delete="digits")
    assert "digits, which is gone; copy has the same images" in origins(cards)["reader"].phrase
    ask(delete="copy")
    assert origins(cards)["reader"] == (None, "trained on digits, which has been deleted")
    do("generate", name="digits", count=10, symbols="01", length=1, workers=1)
    assert "the present digits has other images" in origins(cards)["reader"].phrase


def test_the_bin_gives_back_what_was_deleted_until_it_is_emptied(tiny, do):
    before = content(tiny)
    ask(delete=tiny)
    assert dataset_names() == [] and ask()[".bin"] == [tiny]
    do("generate", name=tiny, count=5, symbols="01", length=2, workers=1)
    with pytest.raises(FileExistsError, match="exists already"):
        ask(restore=tiny)
    ask(restore=tiny, to="again")
    assert content("again") == before and binned() == []
    ask(delete="again")
    assert ask(empty_bin=True) == {"deleted": 1} and ask(empty_bin=True) == {"deleted": 0}
    with pytest.raises(FileNotFoundError, match="it is empty"):
        ask(restore="again")


def test_a_job_that_uses_or_makes_it_is_named_and_nothing_happens(tiny, create_job):
    create_job("split", {"dataset": tiny})
    create_job("generate", {"name": "coming"}, ("dataset", "coming"))
    for values in ({"rename": tiny, "to": "other"}, {"delete": tiny}):
        with pytest.raises(ValueError, match=r"while it is used by the job Split tiny .*; wait"):
            ask(**values)
    for action in ("duplicate", "rename"):
        with pytest.raises(ValueError, match=r"used by|is making"):
            ask(**{action: tiny, "to": "coming"})
    assert dataset_names() == [tiny] and binned() == []


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"rename": "a", "delete": "b"}, "only one of rename, delete"),
        ({"duplicate": "a"}, "to is missing; duplicate needs a new name"),
        ({"delete": "a", "to": "b"}, "to has no effect"),
        ({"rename": "a", "to": "../b"}, "a dataset name is"),
        ({"rename": "a", "to": "b"}, "there is no dataset 'a'"),
        ({"delete": "jobs"}, "there is no dataset 'jobs'"),
        ({"delete": ".."}, "there is no dataset"),
    ],
)
def test_what_cannot_be_done_is_answered_with_a_sentence(home, values, words):
    (home / "data" / "jobs").mkdir(parents=True)
    with pytest.raises((ValueError, FileNotFoundError), match=words):
        ask(**values)
    assert (home / "data" / "jobs").is_dir()
