"""The leaks of a split: each kind has its remedy, and none where there is none."""

import pytest

from engine.spec import read
from engine.split.spec import SplitSpec
from ui.split.leaks import remedies


@pytest.mark.parametrize(
    ("near", "groups", "changes"),
    [(0, 0, []), (3, 0, ["near"]), (0, 2, ["by_group"]), (3, 2, ["near", "by_group"]), (None, 2, ["by_group"])],
)
def test_each_kind_of_leak_has_a_change_of_settings_that_a_split_takes(near, groups, changes):
    found = {"near_images": near, "near_pairs": near, "groups": groups, "group_images": groups}
    offered = [change for _, _, change in remedies(found)]
    assert [next(iter(change)) for change in offered] == changes
    for change in offered:
        spec = read(SplitSpec, {"dataset": "d", **change})
        assert spec != SplitSpec(dataset="d")
