"""Before a split and after it: groups to choose where there are some, and a tick before models lose their split."""

import numpy as np
import pytest

from engine.collect.from_arrays import from_arrays
from engine.core.datasets.dataset import open_dataset
from tests.support.models import card_of, store_model
from tests.support.screens import call_on_page, returned
from ui.split.outcome import MOST_GROUPS, confirmed, groups_to_choose


def store(name, groups):
    images = np.random.default_rng(3).integers(0, 256, (len(groups), 9, 9), np.uint8)
    from_arrays(name, images, ["a", "b"] * (len(groups) // 2), groups)


@pytest.mark.parametrize(
    ("groups", "offered"),
    [
        (["w2", "w1"] * 4, ["w1", "w2"]),
        (["w1"] * 8, None),
        ([f"w{row}" for row in range(MOST_GROUPS + 2)], None),  # one for each image
    ],
)
def test_groups_are_offered_only_where_they_divide_the_images(home, groups, offered):
    store("some", groups)
    arguments = groups_to_choose("some")
    assert arguments.get("options", {}).get("test_group") == offered
    assert "test_group" in arguments["given"] or offered
    assert ("by_group" in arguments["given"]) == (len(set(groups)) < 2)


def test_a_split_that_a_model_learned_from_is_replaced_only_after_a_tick(do):
    store("some", ["w"] * 40)
    do("split", dataset="some")
    assert returned(call_on_page(confirmed, "some")) is True
    store_model("net", card_of(open_dataset("some")))
    app = call_on_page(confirmed, "some")
    assert returned(app) is False and "net" in app.warning[0].value
    app.checkbox(key="again_some").check().run()
    assert returned(app) is True
    do("split", dataset="some", seed=2)
    assert returned(call_on_page(confirmed, "some")) is True
