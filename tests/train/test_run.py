"""A training from dataset to model folder, through the same door as page and command line."""

from pathlib import Path

import numpy as np
import pytest

from engine.classify.prediction import read_image
from engine.core.datasets import preprocessing
from engine.core.datasets.dataset import open_dataset
from engine.core.models.card import model_folder, model_names, read_card
from engine.core.models.history import read_history
from engine.core.models.predictor import Predictor
from engine.core.storage.files import read_bytes, write_bytes
from engine.core.storage.folders import list_folders
from engine.core.storage.paths import models_folder
from engine.imaging.decode import decode
from engine.imaging.preprocess import Preparation, Preprocessing
from engine.nets.backend import keras
from engine.train.data.batches import Batches
from engine.train.data.material import first_batch, for_codec, load
from engine.train.run import run
from engine.train.spec import TrainSpec
from tests.train.conftest import divide, job_for, store

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # raised inside Keras
NOISE = np.random.default_rng(5).integers(0, 256, (40, 20, 30), dtype=np.uint8)


def train(**values):
    spec = TrainSpec(**values)
    return run(spec, job_for(spec))


def test_digits_are_learned_and_the_model_reads_without_tensorflow(digits):
    result = train(dataset="digits", name="reader", epochs=12)
    assert result["validation_exact_match"] > 0.9 and result["parity"] < 1e-4
    card, source = read_card("reader"), open_dataset("digits")
    assert (card.alphabet, card.slots, card.blank) == ("0123456789", 1, False)
    assert card.dataset_fingerprint == source.info.fingerprint and card.split_fingerprint == source.split_fingerprint()
    assert card.scores["exact_match_low"] < card.scores["exact_match"] <= card.scores["exact_match_high"]
    assert card.spec["epochs"] == card.epochs == len(read_history("reader")) == 12
    predictor, ids = Predictor("reader"), source.part_ids("test")
    prediction = predictor.predict(np.stack([predictor.prepare(decode(file)) for file in source.image_files(ids)]))
    texts = card.codec.decode(prediction.probabilities.argmax(-1))
    assert np.mean(texts == source.frame(["text"])["text"][ids].to_numpy()) > 0.9
    assert prediction.attention.shape[:2] == (len(ids), 1)
    assert list_folders(models_folder()) == ["reader"]
    with pytest.raises(FileExistsError, match="'reader' exists already"):
        train(dataset="digits", name="reader")


def test_an_estimate_reports_the_cost_and_makes_no_model(few):
    cost = train(dataset="few", name="reader", batch=16, estimate=True)
    result = train(dataset="few", name="reader", epochs=1, batch=16)
    assert cost["parameters"] == result["parameters"] and cost["minutes"] > 0 and cost["memory"] > 1e8
    assert model_names() == ["reader"] and read_card("reader").spec["estimate"] is False
    assert train(dataset="few", name="reader", batch=16, estimate=True)["parameters"] == cost["parameters"]


def test_a_training_in_bfloat16_learns_and_gives_a_model_in_float32_that_is_as_exact_as_any(few):
    result = train(dataset="few", name="coarse", epochs=20, batch=16, precision="bfloat16")
    assert result["parity"] < 1e-4 and read_card("coarse").spec["precision"] == "bfloat16"
    net = keras.saving.load_model(model_folder("coarse") / "model.keras")
    assert {layer.compute_dtype for layer in net.layers} | {weight.dtype for weight in net.weights} == {"float32"}
    predictor, source = Predictor("coarse"), open_dataset("few")
    kinds = {tensor["dtype"] for tensor in predictor.interpreter.get_tensor_details()}
    assert {kind for kind in kinds if not np.issubdtype(kind, np.integer)} == {np.float32}
    images = np.stack([predictor.prepare(decode(file)) for file in source.image_files(range(120))])
    texts = source.frame(["text"])["text"]
    majority = texts.value_counts(normalize=True).iloc[0]
    assert np.mean(predictor.predict(images).texts == texts) > 0.5 > 3 * majority


def test_a_net_without_attention_is_exported_too(home):
    noise = np.random.default_rng(5).integers(0, 256, (40, 32, 32), dtype=np.uint8)
    store("noise", noise, ["a", "b"] * 20)
    divide("noise")
    assert train(dataset="noise", name="classic", recipe="multihead", epochs=1, batch=8)["parity"] < 1e-4
    assert read_card("classic").outputs == ["probabilities"]
    assert Predictor("classic").predict(noise[:2, ..., None]).attention is None


def test_a_model_is_continued_from_where_it_was(few):
    before = train(dataset="few", name="first", epochs=40, batch=16)
    after = train(dataset="few", name="second", epochs=1, batch=16, learning_rate=1e-6, continue_from="first")
    assert after["validation_loss"] < before["validation_loss"] + 0.05 < 0.5
    path = model_folder("first") / "model.keras"
    write_bytes(path, read_bytes(path)[:1000])
    with pytest.raises(ValueError, match=r"model.keras of the model 'first' cannot be loaded"):
        train(dataset="few", name="third", batch=16, continue_from="first")


def test_with_other_symbols_the_trunk_is_kept_and_the_head_is_new(few):
    train(dataset="few", name="first", epochs=1, batch=16)
    store("letters", NOISE, ["ab", "bc"] * 20)
    divide("letters")
    spec = TrainSpec(dataset="letters", name="second", epochs=1, batch=8, learning_rate=1e-7, continue_from="first")
    job = job_for(spec)
    run(spec, job)
    card = read_card("second")
    assert (card.alphabet, card.slots, card.preparation) == ("abc", 2, Preparation(width=30, height=20))
    old, new = (keras.saving.load_model(model_folder(name) / "model.keras") for name in ("first", "second"))
    np.testing.assert_allclose(new.get_layer("attention").key.kernel, old.get_layer("attention").key.kernel, atol=1e-4)
    assert new.get_layer("attention").queries.shape[0] == 2
    old.set_weights([np.full_like(weight, np.nan) for weight in old.get_weights()])
    old.save(model_folder("first") / "model.keras")
    with pytest.raises(ValueError, match="'first' has weights that are not numbers"):
        train(dataset="letters", name="third", epochs=1, batch=8, continue_from="first")
    assert "weight arrays come from first; the last layers start from scratch" in (job.folder / "log.txt").read_text()


OWN = """
import keras
def build(shape, slots, symbols):
    images = keras.Input(shape)
    x = keras.layers.Flatten()(images / 255)
    return keras.Model(images, keras.layers.Reshape((slots, symbols))(keras.layers.Dense(symbols{times}, "softmax")(x)))
"""


def test_a_net_of_ones_own_is_trained_and_reads_without_its_file(few, tmp_path):
    path = tmp_path / "own.py"
    path.write_text(OWN.format(times=" + 1"))
    with pytest.raises(ValueError, match=r"the recipe file .* cannot be used \(ValueError"):
        train(dataset="few", name="bad", recipe=str(path), epochs=1)
    path.write_text(OWN.format(times=""))
    assert train(dataset="few", name="own", recipe=str(path), epochs=1)["parity"] < 1e-4
    path.unlink()
    assert Predictor("own").predict(np.zeros((1, 8, 8, 1), np.uint8)).probabilities.shape == (1, 1, 10)
    with pytest.raises(FileNotFoundError, match="there is no recipe file"):
        train(name="again", like="own")


def test_a_line_is_read_by_ctc_greedily_and_with_a_beam_and_a_final_run_repeats_it(few):
    assert train(dataset="few", name="line", recipe="ctc", epochs=2, batch=16)["parity"] < 1e-4
    card, source = read_card("line"), open_dataset("few")
    assert (card.decoding, card.slots, card.blank, card.outputs) == ("ctc", 1, True, ["probabilities"])
    files = source.image_files(source.part_ids("validation"))
    for beam in 1, 5:
        predictor = Predictor("line", beam=beam)
        prediction = predictor.predict(np.stack([predictor.prepare(decode(file)) for file in files]))
        assert prediction.probabilities.shape == (len(files), 1, 11) and prediction.attention.shape[1:3] == (1, 1)
        assert ((prediction.confidence > 0) & (prediction.confidence <= 1)).all()
    result = train(name="for use", like="line", final=True, epochs=1)
    last = read_card("for use")
    assert last.final and last.scores == {} and "validation_exact_match" not in result
    assert (last.recipe, last.spec["batch"], last.dataset) == ("ctc", 16, "few")
    assert not [column for column in read_history("for use") if column.startswith("val_")]


def test_the_first_batch_shown_is_the_first_batch_learned(digits):
    spec = TrainSpec(dataset="digits", name="m", batch=8)
    material = load(spec, job_for(spec))
    images, texts = first_batch(material.source, spec)
    resolved = for_codec(spec, spec.resolved(len(material.train.images)), material.codec)
    learned, classes = next(Batches(*material.train, resolved).epoch(0))
    np.testing.assert_array_equal(images, learned)
    assert texts == material.codec.decode(classes)


def test_few_huge_images_of_every_kind_with_texts_from_right_to_left_end_with_a_model(home):
    random = np.random.default_rng(8)
    images = []
    for number in range(20):
        image = np.full((500, 4000, 3) if number % 2 else (500, 4000), 240, np.uint8)
        for left in (500, 2500):
            image[100:400, left : left + int(random.integers(200, 900))] = random.integers(0, 100)
        images.append(255 - image if number % 3 else image)
    store("huge", images, ["אב", "בא"] * 10)
    divide("huge", validation=0.2)
    spec = TrainSpec(dataset="huge", name="m", epochs=1)
    job = job_for(spec)
    assert run(spec, job)["epochs"] == 1 and read_card("m").alphabet == "אב"
    assert read_card("m").preparation.polarity == "auto" and read_card("m").preparation.width <= 1000
    assert "of the images have light ink, so these are inverted." in (job.folder / "log.txt").read_text()


def test_files_of_many_sizes_get_a_sensible_one(home):
    sizes = [(300, 200), (600, 400), (900, 600)] * 10
    store("photos", [np.full(size, 200, np.uint8) - np.uint8(i) for i, size in enumerate(sizes)], ["a", "b"] * 15)
    divide("photos")
    spec = TrainSpec(dataset="photos", name="m", batch=4, mode="colour")
    assert load(spec, job_for(spec)).preparation == Preparation(mode="colour", width=64, height=96, fit="pad")


def test_predictions_see_the_bytes_that_training_saw_with_all_preprocessing_on(few):
    source = open_dataset("few")
    every = Preprocessing(
        background="remove", mode="colour",
        blur="bilateral", polarity="invert", threshold="otsu", morphology="dilate", crop=True, margin=2,
        fit="stretch",
    )  # fmt: skip
    changed = {name for name, value in every if value != getattr(Preprocessing(), name)}
    numbers = {"blur_size", "level", "morphology_size", "width", "height"}
    assert changed == set(Preprocessing.model_fields) - numbers
    preprocessing.store(source, every)
    spec = TrainSpec(dataset="few", name="prepared", epochs=1, batch=16)
    job = job_for(spec)
    learned = load(spec, job)
    run(spec, job)
    preprocessing.store(source, Preprocessing())
    predictor, ids = Predictor("prepared"), source.part_ids("train")
    files = source.image_files(ids)
    assert predictor.card.preparation == learned.preparation and learned.preparation.margin == 2
    assert np.stack([predictor.prepare(decode(file)) for file in files]).tobytes() == learned.train.images.tobytes()
    assert read_image(predictor, files[0]).image.tobytes() == learned.train.images[0].tobytes()
    again = TrainSpec(dataset="few", name="continued", epochs=1, batch=16, continue_from="prepared")
    assert load(again, job_for(again)).preparation == learned.preparation
    plain = TrainSpec(dataset="few", name="plain", batch=16)
    assert load(plain, job_for(plain)).preparation == Preparation(width=8, height=8)


@pytest.mark.parametrize(
    "texts, split, values, words",
    [
        (["a", "b"] * 20, None, {}, "is not split yet; split it first"),
        (["a"] * 40, {}, {}, "every image of 'bad' has the same label ('a')"),
        (["a", "b"] * 20, {"validation": 0}, {}, "the validation part of 'bad' is empty"),
        (["a", "b"] * 20, {}, {"batch": 64}, "batch must be at most the number of training images; got 64 for"),
        (["a", "b"] * 20, {}, {"batch": 8, "recipe": "multihead"}, "at least 32 x 32 pixels; these are 30 x 20"),
        (["a", "b"] * 20, {}, {"batch": 8, "continue_from": "gone"}, "there is no model 'gone'"),
        (["ab", "ba"] * 20, {}, {"flips": "sideways"}, "would change the order of symbols"),
        (["a" * 20, "b" * 15] * 20, {}, {"recipe": "ctc"}, "needs 41 frames (2 x length + 1) for texts of 20 symbols"),
        (["a", "b"] * 20, {}, {"recipe": "gone.py"}, "there is no recipe file 'gone.py'"),
        (
            ["a", "b"] * 20,
            {},
            {"recipe": "resnet50v2", "weights": "gone.h5"},
            f"there is no weights file {str(Path('gone.h5').absolute())!r}",
        ),
    ],
)
def test_what_cannot_be_trained_on_gets_a_sentence(home, texts, split, values, words):
    store("bad", NOISE, texts)
    if split is not None:
        divide("bad", **split)
    with pytest.raises((ValueError, FileNotFoundError)) as error:
        train(dataset="bad", name="m", **values)
    assert words in str(error.value)
    assert model_names() == []
