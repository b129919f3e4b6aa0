"""Damaged files of every kind: each is named by a sentence with a way out, and nothing else is touched by it."""

import shutil

import pytest

from engine.core.datasets.dataset import damaged_datasets, dataset_names, open_dataset
from engine.core.jobs import control, record
from engine.core.models import card, history
from engine.core.models.predictions import read_predictions
from engine.core.storage.files import DamagedFileError
from tests.support.commands import engine
from tests.support.damage import Damage, damaged_copies
from tests.support.screens import open_page
from ui.pages import PAGES

OF_DATASETS = ("Explore", "Split", "Train", "Clean", "Relabel", "Prepare", "Export", "Analyze", "Datasets", "Sweep")
OF_MODELS = ("Models", "Classify", "Analyze")
TOTAL = ("missing", "truncated", "empty", "{}", "null", "[]", "a number", "not text")  # what no reader can overlook


@pytest.fixture(scope="session")
def damaged_once(trained_once, tmp_path_factory):
    """A workspace with a sound dataset, model and training, and a copy of each for every damage to a file of it."""
    folder = tmp_path_factory.mktemp("damaged")
    shutil.copytree(trained_once, folder, dirs_exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GLYPHLAB_HOME", str(folder))
        training = next(job for job in record.views() if job.verb == "train")
        return folder, damaged_copies("digits", "reader", training)


@pytest.fixture
def damages(damaged_once, monkeypatch) -> list[Damage]:
    """The damages of `damaged_once`, in that workspace; no test may change it."""
    monkeypatch.setenv("GLYPHLAB_HOME", str(damaged_once[0]))
    return damaged_once[1]


def read_dataset(name):
    """Reads all of a dataset."""
    source = open_dataset(name)
    source.check()
    source.split_report()
    source.split()
    source.frame()
    source.image_files(range(source.stored.count))
    source.paths(range(5))
    source.state()


def read_model(name):
    """Reads all of a model but its nets."""
    card.read_card(name)
    history.read_history(name)
    read_predictions(name, open_dataset("digits"))


def read_job(name):
    """Reads all of a job."""
    record.view(name)
    record.log_tail(name)


READERS = {"dataset": read_dataset, "model": read_model, "job": read_job}


def refusal(damage):
    """The sentence by which the readers refuse a damaged thing; "" if they notice nothing. Fails for other errors."""
    try:
        READERS[damage.kind](damage.name)
    except (ValueError, FileNotFoundError) as reason:
        return str(reason)
    return ""


def test_every_damage_is_refused_by_a_sentence_that_names_the_file_or_the_thing(damages):
    sentences = {damage: refusal(damage) for damage in damages}
    for damage, sentence in sentences.items():
        assert not sentence or (damage.name in sentence and sentence.endswith(".")), damage
        if damage.what in TOTAL and damage.file in ("dataset.json", "split.parquet", "status.json", "spec.json"):
            assert sentence, damage
    assert sum(map(bool, sentences.values())) > len(damages) / 2
    assert all(sentences[damage] for damage in damages if damage.file == "part-00000.parquet" and damage.what in TOTAL)


def test_what_is_sound_is_listed_as_before_and_what_is_damaged_beside_it(damages):
    READERS["dataset"]("digits"), READERS["model"]("reader")
    listed = {*dataset_names(), *card.cards(), *(job.id for job in record.views())}
    reasons = damaged_datasets() | card.damaged() | record.damaged_jobs()
    assert {"digits", "reader"} < listed and not listed & reasons.keys()
    files = ("dataset.json", "card.json", "status.json", "spec.json")
    total = {damage.name for damage in damages if damage.file in files and damage.what in TOTAL}
    assert total <= reasons.keys()
    assert len([job for job in record.views() if job.verb == "train"]) > 1


@pytest.mark.parametrize("title", PAGES)
def test_every_page_opens_in_a_workspace_full_of_damage(damages, title):
    app = open_page(title)
    assert app.title[0].value.endswith(title)
    if title == "Home":
        assert {f"forget_{name}" for name in record.damaged_jobs()} <= {button.key for button in app.button}


def selected(damages):
    """A page and a query that selects the damaged thing, for each of the gravest damages; the pages take turns."""
    for place, damage in enumerate(damage for damage in damages if damage.what in TOTAL):
        if damage.kind == "dataset":
            yield OF_DATASETS[place % len(OF_DATASETS)], {"dataset": damage.name}
        elif damage.kind == "model":
            yield OF_MODELS[place % len(OF_MODELS)], {"model": damage.name, "dataset": "digits"}
        elif damage.file != "log.txt":
            yield "Train", {"job": damage.name}


def test_a_page_that_is_asked_for_a_damaged_thing_says_so(damages):
    queries = list(selected(damages))
    for title, query in queries[:: max(1, len(queries) // 24)]:
        open_page(title, **query)


def test_a_damaged_split_is_mended_by_splitting_again_on_the_page_and_by_the_command(trained):
    (trained / "data" / "digits" / "split.parquet").write_bytes(b"PAR1")
    app = open_page("Split", dataset="digits")
    assert any("split the dataset again" in error.value for error in app.error)
    assert "start_split" in [button.key for button in app.button]
    engine(trained, "split --dataset digits --seed 1")
    assert open_dataset("digits").split().value_counts().sum() == 300


@pytest.mark.parametrize(
    ("file", "command"),
    [
        ("data/digits/dataset.json", "explore --dataset digits"),
        ("data/digits/part-00000.parquet", "split --dataset digits --near ignore"),
        ("data/digits/split.parquet", "classify --dataset digits --model reader"),
        ("models/reader/card.json", "classify --dataset digits --model reader"),
        ("models/reader/predictions/digits.parquet", "analyze --dataset digits --model reader"),
    ],
)
def test_a_command_on_a_damaged_thing_ends_with_a_sentence_and_code_1(trained, file, command):
    path = trained / file
    path.write_bytes(path.read_bytes()[:100])
    said = engine(trained, command, code=1)
    assert f"{path.name} in {path.parent.name} is damaged" in said and "Traceback" not in said


def test_a_damaged_job_is_listed_and_can_be_forgotten_and_no_other_command_minds_it(trained):
    before = {job.id for job in record.views()}
    training = next(job for job in record.views() if job.verb == "train")
    (trained / "data" / "jobs" / training.id / "spec.json").write_text("{}")
    assert "damaged: spec.json in" in engine(trained, "jobs")
    engine(trained, "split --dataset digits --seed 2")
    control.forget(training.id)
    assert {job.id for job in record.views()} > before - {training.id} and not record.damaged_jobs()


def test_a_read_error_is_a_damaged_file_and_a_missing_one_is_not(home):
    (home / "data" / "d" / "dataset.json").mkdir(parents=True)
    with pytest.raises(FileNotFoundError, match="there is no dataset 'd'"):
        open_dataset("d")
    (home / "data" / "e").mkdir()
    (home / "data" / "e" / "part-00000.parquet").touch()
    with pytest.raises(DamagedFileError, match=r"dataset\.json in e is damaged \(it is missing\); restore it"):
        open_dataset("e")
