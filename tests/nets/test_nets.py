"""The nets: sizes that are contracts, any image size they make sense for, and the maps of where they looked."""

import numpy as np
import pytest

from engine.nets.backend import keras
from engine.nets.parts import USUAL, Options
from engine.nets.recipes import RECIPES
from engine.nets.slot_attention import Standardise, prediction_model
from engine.nets.table import NETS

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # raised inside Keras


def test_every_recipe_has_a_net():
    assert set(NETS) == set(RECIPES)


@pytest.mark.parametrize(
    "recipe, shape, slots, classes, parameters",
    [
        ("multihead", (96, 192, 3), 6, 43, 3_547_426),
        ("multihead-small", (110, 100, 1), 4, 10, 1_074_536),
        ("letters", (28, 28, 1), 1, 36, 249_892),
        ("slotnet", (60, 160, 1), 4, 36, 181_892),
        ("slotnet-noisy", (60, 160, 1), 4, 36, 194_628),
    ],
)
def test_sizes_are_contracts(recipe, shape, slots, classes, parameters):
    assert NETS[recipe](shape, slots, classes, USUAL).count_params() == parameters


@pytest.mark.parametrize("recipe", sorted(set(NETS) - {"slotnet"}))
def test_every_net_gives_probabilities_for_one_symbol_and_for_several(recipe):
    for shape, slots, classes in ((32, 32, 1), 1, 3), ((40, 120, 3), 5, 11):
        images = np.random.default_rng(0).integers(0, 256, (2, *shape), dtype=np.uint8)
        read = NETS[recipe](shape, slots, classes, USUAL).predict_on_batch(images)
        frames = read.shape[1] if RECIPES[recipe].decoding == "ctc" else slots
        assert read.shape == (2, frames, classes) and frames >= slots
        np.testing.assert_allclose(read.sum(-1), 1, atol=1e-5)


def test_glyphs_are_as_wide_and_deep_as_asked_for():
    net = NETS["glyphs"]((28, 28, 1), 1, 5, Options(blocks=(8, 16), dense=(30,)))
    sizes = 8 * 9 + 8, 16 * 8 * 9 + 16, 7 * 7 * 16 * 30 + 30, 30 * 5 + 5
    assert net.count_params() == sum(sizes)


def test_ctc_has_enough_frames_for_a_text_of_equal_symbols_or_says_so():
    for width, slots in (200, 12), (60, 25), (21, 10):
        assert NETS["ctc"]((32, width, 1), slots, 11, USUAL).output_shape[1] >= 2 * slots + 1
    with pytest.raises(ValueError, match=r"needs 21 frames \(2 x length \+ 1\) for texts of 10 symbols; images of 20"):
        NETS["ctc"]((32, 20, 1), 10, 11, USUAL)


def test_slotnet_hardly_grows_with_the_image_and_the_text():
    small, large = (NETS["slotnet"](shape, slots, 36, USUAL) for shape, slots in (((28, 28, 1), 1), ((60, 160, 3), 8)))
    assert small.count_params() < large.count_params() < 1.1 * small.count_params()


@pytest.mark.parametrize("shape", [(8, 8, 1), (28, 28, 1), (60, 160, 3), (50, 200, 1), (9, 200, 1)])
def test_slotnet_gives_probabilities_and_maps_for_any_size(shape):
    images = np.random.default_rng(0).integers(0, 256, (3, *shape), dtype=np.uint8)
    probabilities, maps = prediction_model(NETS["slotnet"](shape, 4, 11, USUAL)).predict_on_batch(images)
    assert probabilities.shape == (3, 4, 11) and probabilities.dtype == np.float32
    assert maps.shape[:2] == (3, 4) and maps[0, 0].size > 1
    np.testing.assert_allclose(probabilities.sum(-1), 1, atol=1e-5)
    np.testing.assert_allclose(maps.sum((2, 3)), 1, atol=1e-5)


def test_multihead_reads_without_maps():
    net = NETS["multihead"]((60, 160, 1), 4, 10, USUAL)
    assert [output.shape for output in prediction_model(net).outputs] == [(None, 4, 10)]


def test_a_saved_net_reads_the_same(tmp_path):
    net = NETS["slotnet"]((20, 40, 1), 3, 5, USUAL)
    images = np.random.default_rng(0).integers(0, 256, (4, 20, 40, 1), dtype=np.uint8)
    net.save(tmp_path / "net.keras")
    again = keras.saving.load_model(tmp_path / "net.keras")
    np.testing.assert_array_equal(again.predict_on_batch(images), net.predict_on_batch(images))


def test_faint_and_strong_ink_look_alike_and_an_empty_image_stays_calm():
    strong = np.where(np.random.default_rng(0).random((1, 20, 40, 1)) < 0.2, 0.0, 1.0).astype("float32")
    layer = Standardise()
    seen, faint, empty = (keras.ops.convert_to_numpy(layer(x)) for x in (strong, 0.8 + 0.2 * strong, 0 * strong))
    assert np.abs(seen).max() == pytest.approx(np.abs(faint).max(), rel=0.25)
    assert (empty == 0).all()


@pytest.mark.parametrize(
    "net, shape",
    [
        ("slotnet", (7, 40, 1)),
        ("multihead", (28, 28, 1)),
        ("resnet50v2", (31, 40, 3)),
        ("cnn", (8, 8, 1)),
        ("letters", (9, 40, 1)),
    ],
)
def test_an_image_too_small_is_refused(net, shape):
    with pytest.raises(ValueError, match=f"{net} needs images of at least .* these are {shape[1]} x {shape[0]}"):
        NETS[net](shape, 1, 10, USUAL)
