"""A sweep as a job: trainings as jobs of their own, a few at once, the worse ones stopped early."""

from typing import Any, NamedTuple

import optuna
from optuna.trial import Trial, TrialState

from engine.core.jobs import children, control, record
from engine.core.jobs.job import Job
from engine.core.models.card import read_epochs
from engine.core.storage.folders import publish_folder
from engine.core.storage.paths import models_folder
from engine.sweep import space, study
from engine.sweep.leaderboard import model_of
from engine.sweep.spec import SweepSpec


class Running(NamedTuple):
    """A trial and the training job that does it."""

    trial: Trial
    job_id: str


def run(spec: SweepSpec, job: Job) -> dict[str, Any]:
    """Makes the trials that are missing and tells the best; models of all of them stay in the sweep's folder.

    Raises ValueError when no trial came to an end, and Stopped after a wish to stop.
    """
    found = study.opened(spec)
    running = [begin(spec, job, one) for one in unfinished(found)]
    while running or todo(found, spec):
        while len(running) < spec.workers and todo(found, spec):
            running.append(begin(spec, job, found.ask()))
        running = [one for one in running if not ended(found, spec, one)]
        study.write_table(found, spec)
        report(found, spec, job)
        children.pause(job, [one.job_id for one in running])
    return result(found, spec)


def unfinished(found: optuna.Study) -> list[Trial]:
    """Trials that an earlier run of this sweep began; their jobs are taken up again."""
    return [Trial(found, one._trial_id) for one in found.get_trials(deepcopy=False, states=[TrialState.RUNNING])]


def todo(found: optuna.Study, spec: SweepSpec) -> int:
    """How many trials are not begun yet."""
    begun = [one for one in found.get_trials(deepcopy=False) if one.state != TrialState.WAITING]
    return max(study.planned(spec) - len(begun), 0)


def begin(spec: SweepSpec, job: Job, trial: Trial) -> Running:
    """Starts the training of a trial, or takes it up again."""
    chosen = {one.field: one.suggest(trial) for one in space.parsed(spec.search)}
    words = ", ".join(f"{field} {value}" for field, value in chosen.items())
    job.log(f"trial {trial.number}: {words}")
    return Running(trial, children.start(job, f"trial {trial.number}", "train", spec.training(chosen, trial.number)))


def ended(found: optuna.Study, spec: SweepSpec, one: Running) -> bool:
    """Looks at a trial: tells the study its epochs, stops it where it is hopeless, and notes how it ended."""
    view = record.view(one.job_id)
    told = found.get_trials(deepcopy=False)[one.trial.number].intermediate_values
    for row in read_epochs(record.folder_of(one.job_id)).to_dict("records"):
        if row["epoch"] not in told:
            one.trial.report(row["val_exact_match"], int(row["epoch"]))
    if view.active:
        if not one.trial.user_attrs.get("pruned") and one.trial.should_prune():
            one.trial.set_user_attr("pruned", True)
            control.stop(one.job_id)
        return False
    note(found, spec, one, view)
    return True


def note(found: optuna.Study, spec: SweepSpec, one: Running, view: record.View) -> None:
    """Tells the study how a trial ended, and moves its model out of the way of the others."""
    if view.state == "done":
        one.trial.set_user_attr("cpu_seconds", view.result["cpu_seconds"])
        keep(spec, one.trial.number)
        found.tell(one.trial, view.result["validation_exact_match"])
    elif one.trial.user_attrs.get("pruned"):
        found.tell(one.trial, state=TrialState.PRUNED)
    else:
        one.trial.set_user_attr("message", view.message)
        found.tell(one.trial, state=TrialState.FAIL)


def keep(spec: SweepSpec, number: int) -> None:
    """Moves the model of a trial into the sweep's folder; it may have been moved before a kill."""
    made = models_folder() / spec.trial_name(number)
    if made.exists():
        publish_folder(made, model_of(spec.name, number))


def report(found: optuna.Study, spec: SweepSpec, job: Job) -> None:
    """Tells how far the sweep is."""
    ended_trials = [one for one in found.get_trials(deepcopy=False) if one.state.is_finished()]
    best = max((one.value for one in ended_trials if one.value is not None), default=None)
    figures = {} if best is None else {"best_exact_match": best}
    job.progress(len(ended_trials), study.planned(spec), "trials", **figures)


def result(found: optuna.Study, spec: SweepSpec) -> dict[str, Any]:
    """What came of the sweep; ValueError, with the first reason, when every trial failed."""
    trials = found.get_trials(deepcopy=False)
    done = [one for one in trials if one.state == TrialState.COMPLETE]
    if not done:
        reasons = [one.user_attrs.get("message", "") for one in trials]
        raise ValueError(f"no trial came to an end; the first one says: {reasons[0]}")
    best = max(done, key=lambda one: one.value or 0.0)
    counts = {state: sum(one.state == state for one in trials) for state in study.STATES}
    return {
        "sweep": spec.name,
        "best_trial": best.number,
        "exact_match": best.value,
        "settings": best.params,
        **{name.replace(" ", "_"): counts[state] for state, name in study.STATES.items()},
    }
