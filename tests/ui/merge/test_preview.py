"""What merging would take in, and where its result leads to."""

import pytest

from engine.clean.decide import leave_out
from engine.core.datasets.dataset import open_dataset
from engine.merge.spec import MergeSpec
from tests.support.screens import call_on_page, next_step
from ui.merge.preview import preview, result


@pytest.fixture
def both(do, tiny):
    """The spec that merges "tiny", of whose 40 images three are left out, with 30 others."""
    do("generate", name="letters", count=30, symbols="1A", length=2, workers=1)
    leave_out(open_dataset(tiny), open_dataset(tiny).frame(["id"]).iloc[:3].assign(reason="by hand"))
    return MergeSpec(name="both", dataset=("tiny", "letters"))


def test_what_is_foreseen_is_what_comes_of_it(both, do):
    app = call_on_page(preview, both)
    assert app.dataframe[0].value["images"].tolist() == [37, 30]
    assert app.metric[0].value == "67" and sorted(app.text[0].value) == ["0", "1", "A"]
    job = do("merge", **both.model_dump(mode="json"))
    assert "67" in call_on_page(result, job).success[0].value
    assert open_dataset("both").info.count == 67 and sorted(open_dataset("both").info.alphabet) == ["0", "1", "A"]


@pytest.mark.parametrize(("split", "page"), [(False, "split"), (True, "train")])
def test_a_merged_dataset_leads_to_the_step_that_it_lacks(both, do, split, page):
    for name in both.dataset if split else ():
        do("split", dataset=name)
    app = call_on_page(result, do("merge", **both.model_dump(mode="json")))
    assert next_step(app) == (page, "dataset=both")
