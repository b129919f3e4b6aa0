"""Fonts and lists of one's own: offered in the form as long as they are kept."""

from pathlib import Path

from engine.core.synthesis import assets
from engine.imaging.render import fonts
from tests.support.screens import call_on_page
from ui.generate.assets import own_files, suggestions


def test_what_is_kept_is_suggested_first_until_it_is_removed(home):
    font = fonts.bundled()["dejavuserif-bold"]
    assets.keep("Mine.ttf", Path(font).read_bytes())
    assets.keep("mine.txt", b"abc")
    assert suggestions()["fonts"][0] == "Mine.ttf" and "mine.txt" in suggestions()["symbols_file"]
    app = call_on_page(own_files)
    assert {button.key for button in app.button} == {
        f"{what}_{kind}" for what in ("use", "remove") for kind in ("font_Mine.ttf", "symbols_mine.txt")
    }
    app.button(key="remove_font_Mine.ttf").click().run()
    assert "Mine.ttf" not in suggestions()["fonts"] and not app.exception
