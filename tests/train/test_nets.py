"""The nets: sizes that are contracts, any picture size they make sense for, and the maps of where they looked."""

import numpy as np
import pytest

from engine.train.backend import keras
from engine.train.nets import NETS
from engine.train.slot_attention import Standardise, reading_model
from engine.train.spec import RECIPES

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # raised inside Keras


def test_every_recipe_has_a_net():
    assert set(NETS) == set(RECIPES)


def test_multihead_has_the_parameters_of_the_classic():
    assert NETS["multihead"]((96, 192, 3), 6, 43).count_params() == 3_547_426


def test_slotnet_hardly_grows_with_the_image_and_the_text():
    small, large = (NETS["slotnet"](shape, slots, 36) for shape, slots in (((28, 28, 1), 1), ((60, 160, 3), 8)))
    assert small.count_params() < large.count_params() < 1.1 * small.count_params()


@pytest.mark.parametrize("shape", [(8, 8, 1), (28, 28, 1), (60, 160, 3), (50, 200, 1), (9, 200, 1)])
def test_slotnet_gives_probabilities_and_maps_for_any_size(shape):
    images = np.random.default_rng(0).integers(0, 256, (3, *shape), dtype=np.uint8)
    probabilities, maps = reading_model(NETS["slotnet"](shape, 4, 11)).predict_on_batch(images)
    assert probabilities.shape == (3, 4, 11) and probabilities.dtype == np.float32
    assert maps.shape[:2] == (3, 4) and maps[0, 0].size > 1
    np.testing.assert_allclose(probabilities.sum(-1), 1, atol=1e-5)
    np.testing.assert_allclose(maps.sum((2, 3)), 1, atol=1e-5)


def test_multihead_reads_without_maps():
    net = NETS["multihead"]((60, 160, 1), 4, 10)
    assert [output.shape for output in reading_model(net).outputs] == [(None, 4, 10)]


def test_a_saved_net_reads_the_same(tmp_path):
    net = NETS["slotnet"]((20, 40, 1), 3, 5)
    images = np.random.default_rng(0).integers(0, 256, (4, 20, 40, 1), dtype=np.uint8)
    net.save(tmp_path / "net.keras")
    again = keras.saving.load_model(tmp_path / "net.keras")
    np.testing.assert_array_equal(again.predict_on_batch(images), net.predict_on_batch(images))


def test_faint_and_strong_ink_look_alike_and_an_empty_picture_stays_calm():
    strong = np.where(np.random.default_rng(0).random((1, 20, 40, 1)) < 0.2, 0.0, 1.0).astype("float32")
    layer = Standardise()
    seen, faint, empty = (keras.ops.convert_to_numpy(layer(x)) for x in (strong, 0.8 + 0.2 * strong, 0 * strong))
    assert np.abs(seen).max() == pytest.approx(np.abs(faint).max(), rel=0.25)
    assert (empty == 0).all()


@pytest.mark.parametrize("net, shape", [("slotnet", (7, 40, 1)), ("multihead", (28, 28, 1))])
def test_a_picture_too_small_is_refused(net, shape):
    with pytest.raises(ValueError, match=f"{net} needs images of at least .* these are {shape[1]} x {shape[0]}"):
        NETS[net](shape, 1, 10)
