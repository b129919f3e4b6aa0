"""The pre-trained model is one click away, and offered no more once it is there."""

from engine.core.models.card import BASE, model_names, read_card
from tests.support.screens import call_on_page
from ui.base_model import offer_base


def test_a_click_adds_the_model_to_the_workspace(home):
    app = call_on_page(offer_base)
    app.button(key="add_base").click().run()
    assert model_names() == [BASE] and read_card(BASE).slots > 1
    assert not app.button
