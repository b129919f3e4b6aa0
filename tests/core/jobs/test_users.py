"""A job uses a model or a dataset that it makes or names, and only as long as it is active."""

from engine.core.jobs import record
from engine.core.jobs.status import write_status
from engine.core.jobs.users import users


def ids(what, name):
    return {job.id for job in users(what, name)}


def test_the_jobs_at_work_that_need_a_model_or_a_dataset(create_job):
    reading = create_job("classify", {"model": "test", "dataset": "d", "part": "test"})
    other = create_job("classify", {"model": "other", "dataset": "test", "part": "test"})
    making = create_job("train", {"dataset": "d", "name": "test", "recipe": "slotnet"}, ("model", "test"))
    ended = create_job("classify", {"model": "test", "dataset": "d", "part": "all"})
    write_status(record.folder_of(ended), state="done", created=1.0)
    assert ids("model", "test") == {reading, making}
    assert ids("dataset", "test") == {other}
    assert ids("dataset", "d") == {reading, making}
    assert ids("model", "slotnet") == set()
