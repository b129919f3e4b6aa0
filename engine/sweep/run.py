"""A sweep as a job: each trial is a training job, a few run at once, and weak ones stop early."""

from collections import Counter
from typing import Any, NamedTuple

import optuna
from optuna.trial import Trial, TrialState

from engine.core.jobs import children, control, record
from engine.core.jobs.job import Job
from engine.core.models.history import read_epochs
from engine.core.storage.folders import publish_folder
from engine.core.storage.paths import models_folder
from engine.sweep import space, study
from engine.sweep.leaderboard import model_of
from engine.sweep.spec import SweepSpec


class Running(NamedTuple):
    """A trial and its training job."""

    trial: Trial
    job_id: str


def run(spec: SweepSpec, job: Job) -> dict[str, Any]:
    """Runs the trials that are missing and returns the best; the models of all trials stay in the sweep's folder.

    Raises ValueError if no trial finished, and StoppedError if the job was asked to stop.
    """
    optuna_study = study.open_study(spec)
    running = [start_trial(spec, job, trial) for trial in unfinished_trials(optuna_study)]
    while running or remaining_trials(optuna_study, spec):
        while len(running) < spec.workers and remaining_trials(optuna_study, spec):
            running.append(start_trial(spec, job, optuna_study.ask()))
        running = [trial for trial in running if not follow(optuna_study, spec, trial)]
        study.write_table(optuna_study, spec)
        report_progress(optuna_study, spec, job)
        children.pause(job, [trial.job_id for trial in running])
    return summary(optuna_study, spec)


def unfinished_trials(optuna_study: optuna.Study) -> list[Trial]:
    """Trials that an earlier run of this sweep started; their jobs are resumed."""
    return [
        Trial(optuna_study, trial._trial_id)
        for trial in optuna_study.get_trials(deepcopy=False, states=[TrialState.RUNNING])
    ]


def remaining_trials(optuna_study: optuna.Study, spec: SweepSpec) -> int:
    """Number of trials that have not started yet."""
    started = [trial for trial in optuna_study.get_trials(deepcopy=False) if trial.state != TrialState.WAITING]
    return max(study.planned_trials(spec) - len(started), 0)


def start_trial(spec: SweepSpec, job: Job, trial: Trial) -> Running:
    """Starts or resumes the training of a trial."""
    values = {field.name: field.suggest(trial) for field in space.parse_search(spec.search)}
    words = ", ".join(f"{name} {value}" for name, value in values.items())
    job.log(f"trial {trial.number + 1}: {words}")
    return Running(trial, children.start(job, f"trial {trial.number}", "train", spec.training(values, trial.number)))


def follow(optuna_study: optuna.Study, spec: SweepSpec, running: Running) -> bool:
    """Reports a trial's epochs to the study and stops it early if it is weak; returns whether it has ended."""
    view = record.view(running.job_id)
    reported = optuna_study.get_trials(deepcopy=False)[running.trial.number].intermediate_values
    for row in read_epochs(record.folder_of(running.job_id)).to_dict("records"):
        if row["epoch"] not in reported:
            running.trial.report(row["val_exact_match"], int(row["epoch"]))
    if view.active:
        if not running.trial.user_attrs.get("pruned") and running.trial.should_prune():
            running.trial.set_user_attr("pruned", True)
            control.stop(running.job_id)
        return False
    record_end(optuna_study, spec, running, view)
    return True


def record_end(optuna_study: optuna.Study, spec: SweepSpec, running: Running, view: record.View) -> None:
    """Records in the study how a trial ended, and moves its model into the sweep's folder."""
    if view.state == "done":
        running.trial.set_user_attr("cpu_seconds", view.result["cpu_seconds"])
        keep_model(spec, running.trial.number, view.spec["name"])
        optuna_study.tell(running.trial, view.result["validation_exact_match"])
    elif running.trial.user_attrs.get("pruned"):
        optuna_study.tell(running.trial, state=TrialState.PRUNED)
    elif is_bad(view):
        running.trial.set_user_attr("message", view.message)
        running.trial.set_user_attr(study.UNUSABLE, True)
        optuna_study.tell(running.trial, 0.0)  # such settings are to be avoided, not tried again
    else:
        running.trial.set_user_attr("message", view.message)
        optuna_study.tell(running.trial, state=TrialState.FAIL)


def is_bad(view: record.View) -> bool:
    """Whether a training that failed had begun to learn: its settings lead to no model that can be used.

    The loss stops being a number, or the exported net reads otherwise. Failures before the first step, lost processes
    and stopped jobs say nothing about the settings.
    """
    return view.state == "failed" and view.progress is not None and "epoch" in view.progress.figures


def keep_model(spec: SweepSpec, number: int, trained_as: str) -> None:
    """Moves the model of a trial into the sweep's folder, unless that happened before a kill."""
    folder = models_folder() / trained_as
    if folder.exists():
        publish_folder(folder, model_of(spec.name, number + 1))


def report_progress(optuna_study: optuna.Study, spec: SweepSpec, job: Job) -> None:
    """Reports the progress of the sweep."""
    finished = [trial for trial in optuna_study.get_trials(deepcopy=False) if trial.state.is_finished()]
    best = max((trial.value or 0.0 for trial in finished if study.state_of(trial) == study.DONE), default=None)
    figures = {} if best is None else {"best_exact_match": best}
    job.progress(len(finished), study.planned_trials(spec), "trials", **figures)


def summary(optuna_study: optuna.Study, spec: SweepSpec) -> dict[str, Any]:
    """The summary of the sweep. Raises ValueError, with the first reason, if every trial failed."""
    trials = optuna_study.get_trials(deepcopy=False)
    completed = [trial for trial in trials if study.state_of(trial) == study.DONE]
    if not completed:
        reasons = [trial.user_attrs.get("message", "") for trial in trials]
        raise ValueError(f"no trial finished; the first one says: {reasons[0]}")
    best = max(completed, key=lambda trial: trial.value or 0.0)
    counts = Counter(map(study.state_of, trials))
    return {
        "sweep": spec.name,
        "best_trial": best.number + 1,
        "exact_match": best.value,
        "settings": best.params,
        **{state.replace(" ", "_"): counts[state] for state in study.ENDED},
    }
