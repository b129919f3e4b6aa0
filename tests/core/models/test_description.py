"""Two models differ in what another run would have to change, and in nothing else."""

from engine.core.datasets.dataset import open_dataset
from engine.core.models.description import Difference, differences, settings, what_it_reads
from engine.imaging.preprocess import Preparation
from tests.support.models import card_of


def test_only_what_makes_another_model_differs(tiny):
    source = open_dataset(tiny)
    spec = {"name": "one", "dataset": tiny, "batch": 32, "turn": 6.0, "seed": 1}
    one = card_of(source, spec=spec)
    again = card_of(source, spec={**spec, "name": "again"}, created="2026-02-02")
    assert differences(one, again) == []
    other = card_of(source, spec={**spec, "batch": 64}, epochs=9, split_fingerprint="another split")
    assert differences(one, other) == [
        Difference("batch", 32, 64),
        Difference("epochs", 1, 9),
        Difference("version of the split", "", "another "),
    ]


def test_settings_of_earlier_versions_have_the_names_of_today(tiny):
    old, new = (card_of(open_dataset(tiny), spec={name: 6.0}) for name in ("turn", "rotation"))
    assert settings(old) == {"rotation": 6.0} and differences(old, new) == []


def test_what_a_model_reads_is_said_in_words(tiny):
    preparation = Preparation(mode="grey", width=80, height=30, polarity="auto")
    read = what_it_reads(card_of(open_dataset(tiny), blank=True, preparation=preparation))
    assert read["symbols"] == "2: 01" and read["length"] == "up to 2 symbols" and read["created"] == "2026-01-01 00:00"
    assert read["size"] == "80 x 30 px" and "ink" in read
