"""The list of what was left out comes back as it was written, and losses add up."""

from engine.collect.batch import LeftOut
from engine.collect.left_out import losses_by_group, read_left_out, write_left_out
from engine.core.datasets.dataset import open_dataset
from engine.core.jobs import control
from engine.core.jobs.job import Job
from engine.generate.run import run
from engine.generate.spec import GenerateSpec


def test_the_list_lies_beside_the_dataset(home):
    spec = GenerateSpec(name="drawn", count=5, workers=1)
    run(spec, Job(control.create("generate", spec.model_dump(mode="json"))))
    source = open_dataset("drawn")
    assert read_left_out(source).empty  # it was not collected
    files = [LeftOut("NA", 'Its label, "x", is empty.'), LeftOut("b\nc.png", "")]
    write_left_out(source.folder, files)
    assert [LeftOut(*row) for row in read_left_out(source).itertuples(index=False)] == files


def test_losses_are_told_group_by_group():
    groups = [{"group": "", "found": 5, "kept": 5}, {"group": "ann", "found": 4, "kept": 1}]
    assert losses_by_group(groups).to_numpy().tolist() == [["(none)", 5, 5, 0], ["ann", 4, 1, 3]]
    assert losses_by_group([]).empty
