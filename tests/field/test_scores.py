"""Scores with their yardstick, and readings of texts that a model can't read: kind H of the field."""

import csv
import json

from tests.support.commands import engine

DIGITS = (
    "generate --name digits --preset captcha-0.7 --symbols 0123456789 --length 4 --count 3000 --seed 1",
    "split --dataset digits --validation 0.1 --test 0.1 --seed 1",
    "train --dataset digits --name four --epochs 6 --batch 32 --seed 1",
)


def notices(path):
    """The notices of a CSV written by classify, by file."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["file"]: row["notice"] for row in csv.DictReader(file)}


def test_texts_of_other_length_are_noticed_and_the_own_ones_are_not(case, workspace_once, tmp_path):
    folder = case("wrong-length-reading")
    home = workspace_once("four-digits", DIGITS)
    engine(home, f"classify --model four --folder {folder} --output {tmp_path / 'field.txt'}")
    engine(home, f"classify --model four --dataset digits --part test --output {tmp_path / 'own.txt'}")
    other, own = notices(tmp_path / "field.csv"), notices(tmp_path / "own.csv")
    assert sum(bool(notice) for notice in own.values()) <= 0.03 * len(own) and len(own) == 300
    shorter = [notice for name, notice in other.items() if name.startswith("three")]
    longer = [notice for name, notice in other.items() if name.startswith("five")]
    assert len(shorter) == 10 and sum("shorter" in notice for notice in shorter) >= 8
    # A net this little trained looks at other places in one image or another; a fully trained one notices two thirds.
    assert len(longer) == 10 and sum("longer" in notice for notice in longer) >= 2


def test_a_rare_class_that_is_never_read_shows_beside_a_high_accuracy(case, home):
    engine(home, ["collect", "--name", "letters", "--source", str(case("imbalance")), "--label-from", "folder"])
    engine(home, "split --dataset letters --seed 1")
    engine(home, "train --dataset letters --name rare --epochs 4 --seed 1")
    engine(home, "classify --model rare --dataset letters --part all")
    scores = json.loads(engine(home, "analyze --model rare --dataset letters --part all --json"))
    assert scores["n"] == 307 and scores["baseline_exact_match"] == 300 / 307
    assert scores["unique_symbols"] == 4 and scores["mean_symbol_accuracy"] <= scores["exact_match"]
