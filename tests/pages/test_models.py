"""Models, empty and filled."""

import shutil

import pytest

from engine.core.models.card import model_names, read_card
from engine.core.storage.files import read_json, write_json


@pytest.fixture
def second(trained):
    """Another model, which differs in its learning rate."""
    folder = trained / "models"
    shutil.copytree(folder / "reader", folder / "second")
    card = read_json(folder / "second" / "card.json")
    card["spec"]["learning_rate"] = 0.125
    write_json(folder / "second" / "card.json", card)


def tables(app):
    """All tables of a page, as lists of rows."""
    return [frame.value.astype(str).to_numpy().tolist() for frame in app.dataframe]


def test_shows_the_card(visit, trained):
    app = visit("Models", model="reader")
    card = read_card("reader")
    assert app.dataframe[0].value["name"].tolist() == ["reader"]
    assert app.metric[0].value == f"{card.scores['exact_match']:.1%}"
    assert len(app.get("plotly_chart")) == 3
    rows = [row for table in tables(app)[1:] for row in table]
    assert ["symbols", "3: 012"] in rows
    assert ["Seed", "1"] in rows
    assert {"card.json", "history.csv", "model.keras", "model.tflite"} <= {row[0] for row in rows}


def test_compares_two_and_names_only_what_differs(visit, second):
    app = visit("Models", model="reader", other="second")
    assert [heading.value for heading in app.header] == ["reader", "second"]
    assert [row[0] for row in tables(app)[-1]] == ["Learning rate"]
    assert tables(app)[-1][0][2] == "0.125"
    assert "on the same validation images" in " ".join(caption.value for caption in app.caption)
    assert any("Both read" in text.value and "of the same 60 images" in text.value for text in app.markdown)


def test_models_of_different_images_are_said_not_to_compare_and_can_be_read_on_the_same(visit, second, trained):
    card = read_json(trained / "models" / "second" / "card.json")
    write_json(trained / "models" / "second" / "card.json", {**card, "split_fingerprint": "another"})
    shutil.rmtree(trained / "models" / "second" / "predictions")
    app = visit("Models", model="reader", other="second")
    assert "do not show which model is better" in app.warning[0].value
    assert app.button(key="start_classify").label == "Read them with second"
    assert "--model second --dataset digits" in " ".join(code.value for code in app.code)


def test_damaged_folders_are_listed_with_the_reason(visit, trained, second):
    folder = trained / "models"
    (folder / "second" / "model.tflite").write_bytes(b"")
    (folder / "half").mkdir()
    shutil.copytree(folder / "reader", folder / "torn")
    (folder / "torn" / "card.json").write_text("{")
    app = visit("Models")
    half, second_one, torn = [warning.value for warning in app.warning]
    assert "no card" in half and "is incomplete" in second_one and "is damaged" in torn
    assert app.dataframe[0].value["name"].tolist() == ["reader"]


def test_renames(visit, trained):
    app = visit("Models", model="reader")
    app.text_input[0].set_value("a better name")
    app.button(key="rename").click().run()
    assert model_names() == ["a better name"]
    assert app.selectbox(key="model").value == "a better name"
    assert not app.warning and not app.exception


@pytest.mark.parametrize("name", ["second", "../x", ""])
def test_names_that_cannot_be_are_refused_with_a_sentence(visit, second, name):
    app = visit("Models", model="reader")
    app.text_input[0].set_value(name)
    app.button(key="rename").click().run()
    assert app.error and not app.exception
    assert model_names() == ["reader", "second"]


def test_deletes_only_after_saying_what_is_lost(visit, second):
    app = visit("Models", model="reader")
    app.button(key="delete").click().run()
    assert model_names() == ["reader", "second"]
    assert any("predictions/digits.parquet" in row for table in tables(app) for row in table)
    app.button(key="really_delete").click().run()
    assert model_names() == ["second"]


def test_unknown_model_in_the_link_is_a_sentence(visit, trained):
    app = visit("Models", model="ghost", other="phantom")
    assert "ghost" in app.warning[0].value and "phantom" in app.warning[1].value
    assert app.selectbox(key="model").value == "reader"
