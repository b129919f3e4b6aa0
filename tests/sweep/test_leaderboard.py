"""A leaderboard is read from the sweep's folder as it was written, and a trial's model is adopted from there."""

import pytest

from engine.core.models.card import FILES, model_files
from engine.core.storage.files import write_json, write_text
from engine.sweep import leaderboard

TRIALS = [
    {"trial": 2, "state": "done", "exact_match": 0.9, "settings": {"batch": 16}},
    {"trial": 0, "state": "stopped early", "exact_match": 0.5, "settings": {"batch": 32}},
    {"trial": 1, "state": "done", "exact_match": 0.4, "settings": {"batch": 64}},
    {"trial": 3, "state": "running", "exact_match": None, "settings": {"batch": 8}},
]


@pytest.fixture
def sweep(home):
    """A sweep of four trials, of which trial 2 has a model."""
    write_json(leaderboard.folder_of("s") / "trials.json", {"spec": {"search": ["batch=8,16"]}, "trials": TRIALS})
    for file in FILES:
        write_text(leaderboard.model_of("s", 3) / file, "-")
    return leaderboard.read("s")


def test_trials_stand_in_their_order_with_a_column_for_each_field(sweep):
    assert leaderboard.names() == ["s"] and leaderboard.fields(sweep) == ["batch"]
    assert sweep["trials"][["trial", "batch"]].to_numpy().tolist() == [[3, 16], [1, 32], [2, 64], [4, 8]]
    assert leaderboard.with_model(sweep["trials"]) == [3, 2]


def test_a_trial_becomes_a_model_under_a_name_that_is_free(sweep):
    leaderboard.adopt("s", 3, "best")
    assert [name for name, _ in model_files("best")] == sorted(FILES)
    with pytest.raises(FileExistsError, match="a model named 'best' exists already"):
        leaderboard.adopt("s", 3, "best")
    with pytest.raises(FileNotFoundError, match="trial 2 of the sweep 's' has no model"):
        leaderboard.adopt("s", 2, "other")
    with pytest.raises(ValueError, match="a model name is"):
        leaderboard.adopt("s", 3, "../out")
