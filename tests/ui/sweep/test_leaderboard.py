"""What a sweep varies, suggested so that a training takes it."""

from engine.core.specs.assignments import FIXED
from engine.spec import knobs
from engine.sweep.spec import SweepSpec
from engine.train.spec import TrainSpec
from tests.support.screens import call_on_page, returned
from ui.sweep.leaderboard import varied


def test_every_field_of_training_can_be_varied_and_what_is_suggested_is_accepted():
    app = call_on_page(varied)
    names = [knob.name for knob in knobs(TrainSpec) if knob.name not in FIXED]
    app.multiselect(key="vary").set_value(names).run()
    assert [setting.partition("=")[0] for setting in returned(app)] == names
    suggested = [setting for setting in returned(app) if not setting.endswith("=")]
    assert len(suggested) > len(names) / 2
    for setting in suggested:
        assert SweepSpec(dataset="d", search=(setting,)).search == (setting,)
