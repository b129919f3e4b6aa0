"""The page Sweep: what is missing is said, fields and values become a search, and the leaderboard's best is taken."""

from engine.core.models.card import model_folder, read_card
from engine.core.storage.files import write_json
from engine.core.storage.folders import copy_folder
from engine.sweep.leaderboard import folder_of, model_of


def test_a_form_becomes_a_search_that_a_training_would_accept(trained, visit):
    page = visit("Sweep")
    page.text_input(key="values_learning_rate").set_value("0.002..0.2").run()
    assert "--search learning_rate=0.002..0.2" in page.code[0].value
    page.multiselect(key="vary").set_value(["learning_rate", "batch"]).run()
    page.text_input(key="values_batch").set_value("16,5000").run()
    assert "got 5000" in page.error[0].value


def test_the_best_trial_becomes_a_model_with_one_click(trained, visit):
    rows = [
        {"trial": 1, "state": "done", "exact_match": 0.9, "epochs": 2, "cpu_seconds": 3.0, "message": "",
         "settings": {"learning_rate": 0.01}},
        {"trial": 0, "state": "failed", "exact_match": None, "epochs": 0, "cpu_seconds": None,
         "message": "the loss is no longer a number", "settings": {"learning_rate": 1.0}},
    ]  # fmt: skip
    spec = {"search": ["learning_rate=0.01,1"]}
    write_json(folder_of("rates") / "trials.json", {"spec": spec, "trials": rows, "importance": {}})
    copy_folder(model_folder("reader"), model_of("rates", 2))
    page = visit("Sweep")
    assert not page.exception and "no longer a number" in page.warning[0].value
    page.button(key="adopt").click().run()
    assert not page.exception and "rates" in page.success[0].value
    assert read_card("rates").dataset == "digits"


def test_settings_of_all_trials_are_fields_and_those_of_a_link_are_kept(trained, visit):
    page = visit("Sweep", settings="patience=3")
    page.multiselect(key="same").set_value(["epochs", "flips"]).run()
    page.number_input(key="same_epochs").set_value(7).run()
    command = page.code[0].value
    assert "--settings epochs=7" in command and "--settings flips=none" in command and "patience=3" in command
