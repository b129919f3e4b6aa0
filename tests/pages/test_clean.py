"""Clean, empty and filled: findings with their twins, and nothing that cannot be undone."""

import numpy as np
import pytest

from engine.collect.from_arrays import from_arrays
from engine.core.datasets.dataset import open_dataset
from tests.support.screens import captions


@pytest.fixture
def odd(do):
    """A cleaned dataset "odd": image 3 is image 1 again, 4 is 2 with another label; nothing is left out."""
    images = list(np.random.default_rng(5).integers(0, 256, (8, 20, 30), np.uint8))
    images[3], images[4] = images[1], images[2]
    from_arrays("odd", images, ["ab", "ab", "ab", "ab", "a*b*", "ba", "ba", "ba"])
    assert do("clean", dataset="odd", leave_out=["none"], rare=0).state == "done"
    return open_dataset("odd")


def out(opened):
    return dict(opened.quarantine().itertuples(index=False))


def test_before_the_first_look_it_says_so(visit, tiny):
    app = visit("Clean")
    assert "tiny" in app.info[0].value and not app.dataframe and not app.success


def test_each_finding_is_shown_beside_its_twin(visit, odd):
    app = visit("Clean", finding="conflict")
    table = app.dataframe[0].value.set_index("finding")
    assert table["images"].to_dict() == {"conflict": 2, "duplicate": 1}
    assert captions(app) == ["2 · ab", "4 · a\\*b\\*", "4 · a\\*b\\*", "2 · ab"]
    assert any("Image 4 is the same" in caption.value for caption in app.caption)


def test_a_kind_is_left_out_and_kept_again(visit, odd):
    app = visit("Clean", finding="duplicate")
    app.button(key="leave_out_all").click().run()
    assert out(odd) == {3: "duplicate: Image 1 is the same."}
    assert app.button(key="leave_out_all").disabled
    assert app.dataframe[-1].value["label"].tolist() == ["ab"]
    assert app.dataframe[-1].value["picture"].str.startswith("data:image/png").all()
    app.button(key="keep_all").click().run()
    assert out(odd) == {}


def test_what_is_left_out_comes_back(visit, do, odd):
    do("clean", dataset="odd", leave_out=["duplicate", "conflict"], rare=0)
    app = visit("Clean")
    assert set(out(odd)) == {2, 3, 4}
    assert app.button(key="bring_back_marked").disabled
    app.button(key="bring_back_rows").click().run()
    assert out(odd) == {}
    assert not app.exception


def test_no_kind_leaves_nothing_at_all(visit, do):
    from_arrays("same", [np.full((9, 9), 5, np.uint8)] * 3, ["a", "b", "c"])
    do("clean", dataset="same", leave_out=["none"], rare=0)
    app = visit("Clean", finding="blank")
    app.button(key="leave_out_all").click().run()
    assert "would be left out" in app.error[0].value
    assert open_dataset("same").quarantine().empty


def test_the_form_offers_the_kinds_there_are(visit, tiny):
    app = visit("Clean")
    assert "near" in app.multiselect(key="leave_out").options
    app.multiselect(key="leave_out").set_value(["near"]).run()
    assert any("--leave-out near" in command.value for command in app.code)


def test_an_emptied_list_stands_in_the_command(visit, tiny):
    app = visit("Clean")
    app.multiselect(key="leave_out").set_value([]).run()
    assert any("--leave-out none" in command.value for command in app.code)
