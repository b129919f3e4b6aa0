"""prepare: steps stored beside a dataset, its images untouched; the size that suits; samples from everywhere."""

import json
from collections import Counter

import numpy as np
import pytest

from engine.collect.from_arrays import from_arrays
from engine.core.datasets import preprocessing
from engine.core.datasets.dataset import open_dataset
from engine.core.storage.files import write_text
from engine.imaging.preprocess import Preparation, Preprocessing
from engine.prepare.run import run
from engine.prepare.samples import SHOWN, choose, samples
from engine.prepare.spec import PrepareSpec
from engine.spec import knobs, read
from tests.support.commands import engine
from tests.support.models import card_of, store_model

NOISE = np.random.default_rng(5).integers(0, 256, (40, 20, 30), dtype=np.uint8)


def store(name="d", images=NOISE, texts=None, groups=None):
    from_arrays(name, images, texts or ["a", "b"] * (len(images) // 2), groups)
    return open_dataset(name)


def prepare(**values):
    return run(read(PrepareSpec, {"dataset": "d", **values}))


def test_the_steps_are_stored_and_nothing_else_is_touched(home):
    source = store()
    before = {path.name: path.read_bytes() for path in source.folder.iterdir()}
    assert preprocessing.preprocessing_of(source) == Preprocessing()
    result = prepare(blur="median", threshold="otsu", crop=True, margin=2, width=40, height=30)
    after = {path.name: path.read_bytes() for path in source.folder.iterdir()}
    assert after.keys() - before.keys() == {"prepare.json"} and {name: after[name] for name in before} == before
    assert (
        preprocessing.preprocessing_of(source)
        == Preprocessing(**result["steps"])
        == Preprocessing(blur="median", threshold="otsu", crop=True, margin=2, width=40, height=30)
    )
    assert all(word in result["words"] for word in ("median", "Otsu", "2 px", "40 x 30"))
    prepare()
    assert preprocessing.preprocessing_of(source) == Preprocessing()


def test_the_command_line_takes_presets_and_answers_mistakes(home):
    store()
    said = json.loads(engine(home, "prepare --dataset d --preset photographed-characters --margin 2 --json"))
    assert (said["width"], said["height"], said["steps"]["margin"], said["steps"]["crop"]) == (32, 32, 2, True)
    assert "level must be in [0, 254]; got 300" in engine(home, "prepare --dataset d --level 300", 2)
    assert preprocessing.preprocessing_of(open_dataset("d")).margin == 2
    with pytest.raises(FileNotFoundError, match="there is no dataset 'gone'"):
        prepare(dataset="gone")


def test_steps_and_their_spec_are_one_declaration():
    declared = {knob.name: knob for knob in knobs(PrepareSpec)}
    assert [declared[knob.name] for knob in knobs(Preprocessing)] == list(knobs(Preprocessing))
    for values in PrepareSpec.presets.values():
        assert read(PrepareSpec, {"dataset": "d", **values}).preprocessing


@pytest.mark.parametrize("content", ['{"blur": "m', '{"blur": "medium"}', '{"blurr": "median"}', "[1]"])
def test_a_damaged_file_is_named_and_can_be_replaced(home, content):
    source = store()
    write_text(source.folder / "prepare.json", content)
    with pytest.raises(ValueError, match=r"prepare\.json of the dataset 'd' is damaged; prepare it again"):
        preprocessing.preprocessing_of(source)
    prepare(threshold="otsu")
    assert preprocessing.preprocessing_of(source).threshold == "otsu"


def test_a_size_left_open_suits_the_pictures(home):
    page = np.full((100, 300), 230, np.uint8)
    page[30:60, 20:140] = 0
    source = store(images=[page] * 3 + [page[:, :150]] * 2, texts=["a", "b", "a", "b", "a"])

    def size(**values):
        found = preprocessing.preparation_for(source, Preprocessing(**values))
        return found.width, found.height

    assert size() == (288, 96)
    assert size(width=150) == (150, 50) and size(height=20) == (60, 20) and size(width=40, height=40) == (40, 40)
    assert size(crop=True) == (120, 30) and size(crop=True, margin=4) == (128, 38)
    assert size(crop=True, margin=20, width=50) == (50, 41)
    assert preprocessing.preparation_for(source, Preprocessing(), "colour").mode == "colour"
    assert preprocessing.preparation_for(source, Preprocessing(mode="colour")).mode == "colour"


def test_models_that_learned_otherwise_are_named(home):
    source = store()
    for name, preparation in (("same", Preparation(width=30, height=20)), ("other", Preparation(width=28, height=28))):
        store_model(name, card_of(source, preparation=preparation))
    assert prepare()["models_with_other_steps"] == ["other"]
    assert prepare(threshold="otsu")["models_with_other_steps"] == ["other", "same"]


def test_samples_come_from_all_labels_and_groups_and_another_draw_shows_others(home):
    texts = [text for text in "abc" for _ in range(200)]
    groups = [f"w{i // 50 % 4}" for i in range(600)]
    source = store(images=np.resize(NOISE, (600, 20, 30)), texts=texts, groups=groups)
    ids = choose(source, 0)
    assert Counter(texts[key] for key in ids) == {"a": 4, "b": 4, "c": 4}
    assert set(Counter(groups[key] for key in ids)) == {"w0", "w1", "w2", "w3"}
    assert ids == choose(source, 0) and len(set(choose(source, 1)) - set(ids)) > SHOWN / 2
    few = store("few", NOISE[:3], ["x", "y", "z"])
    assert sorted(choose(few, 7)) == [0, 1, 2]
    assert [sample.text for sample in samples(few)] == ["x", "y", "z"] and samples(few)[0].size == (30, 20)
