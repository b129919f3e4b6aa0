"""A sweep on the command line: trials are jobs, the best comes first, and nothing runs twice after a kill."""

import json
import subprocess
import sys
import time

import pytest

from engine.core.jobs import control, record, status
from engine.core.models.card import read_card
from engine.core.storage.folders import list_folders
from engine.core.storage.paths import models_folder
from engine.sweep import study
from engine.sweep.leaderboard import adopt, names, read
from engine.sweep.run import Running, record_end, summary
from engine.sweep.spec import SweepSpec
from tests.support.commands import PROJECT, engine

SWEEP = "sweep --dataset digits --name rates --search learning_rate=0.00001,0.006 --settings epochs=2 --json"


@pytest.fixture
def half_done(trained):
    """A sweep whose process and training were killed when its first trial was done."""
    words = [sys.executable, "-m", "engine", *SWEEP.split()]
    with subprocess.Popen(words, cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as sweep:
        deadline = time.monotonic() + 200
        while not any(row == "done" for name in names() for row in read(name)["trials"].get("state", [])):
            assert time.monotonic() < deadline and sweep.poll() is None
            time.sleep(0.1)
        sweep.kill()
    for job in record.views():
        if job.verb == "train" and job.active:
            control.kill(job.id)
    return trained


def test_a_killed_sweep_resumes_and_its_best_trial_becomes_a_model(half_done):
    first = record.view(next(job.id for job in record.views() if job.within and job.state == "done"))
    result = json.loads(engine(half_done, SWEEP))
    assert result["done"] == 2
    again = [job for job in record.views() if job.within]
    assert len(again) == 2 and record.view(first.id).ended == first.ended
    trials = read("rates")["trials"]
    assert trials["exact_match"].is_monotonic_decreasing and trials["exact_match"].iloc[0] == result["exact_match"]
    assert list_folders(models_folder()) == ["reader"], "models of trials lie among the others"
    adopt("rates", result["best_trial"], "winner")
    assert read_card("winner").spec["learning_rate"] == result["settings"]["learning_rate"]
    with pytest.raises(FileExistsError, match="'winner' exists already"):
        adopt("rates", result["best_trial"], "winner")
    other_settings = SWEEP.replace("0.006", "0.01")
    assert "exists already with other settings" in engine(half_done, other_settings, code=2)


def test_a_training_that_led_to_no_model_is_a_bad_trial_and_one_that_never_began_a_failure(home, create_job):
    spec = SweepSpec(dataset="digits", name="rates", search=("learning_rate=0.001,0.1,0.5",))
    optuna_study = study.open_study(spec)
    epoch = {"time": 1.0, "done": 9, "total": 90, "unit": "images", "figures": {"epoch": 1.0}}
    ends = [
        ("failed", "the exported model.tflite must predict like the trained net.", epoch),
        ("failed", "no disk", None),
    ]
    for state, message, progress in ends:
        trial = optuna_study.ask()
        job_id = create_job("train", spec.training({"learning_rate": 0.1}, trial.number).model_dump(mode="json"))
        if progress:
            (record.folder_of(job_id) / "progress.jsonl").write_text(json.dumps(progress) + "\n")
        status.write_status(record.folder_of(job_id), state=state, created=1.0, started=1.0, ended=9.0, message=message)
        record_end(optuna_study, spec, Running(trial, job_id), record.view(job_id))
    study.write_table(optuna_study, spec)
    trials = read("rates")["trials"].set_index("trial")
    assert trials["state"].to_dict() == {1: "unusable", 2: "failed"} and "exported" in trials["message"][1]
    with pytest.raises(ValueError, match="no trial finished; the first one says: the exported"):
        summary(optuna_study, spec)
    trial = optuna_study.ask()
    optuna_study.tell(trial, 0.25)
    said = summary(optuna_study, spec)
    assert (said["best_trial"], said["done"], said["unusable"], said["failed"]) == (3, 1, 1, 1)
