"""The records of a sweep in its folder: Optuna's journal, which survives a kill, and a table for pages and reports."""

from pathlib import Path
from typing import Any

import optuna
from optuna.samplers import TPESampler
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend
from optuna.trial import FrozenTrial, TrialState

from engine.core.storage.files import read_as, write_json
from engine.core.storage.folders import make_folder
from engine.spec import read
from engine.sweep import space
from engine.sweep.leaderboard import MEND, TABLE, Trials, folder_of
from engine.sweep.spec import SweepSpec

PATIENT_TRIALS = 4  # trials that are never stopped early, so that there is something to compare with
PATIENT_EPOCHS = 2
DONE, UNUSABLE = "done", "unusable"
STATES = {TrialState.COMPLETE: DONE, TrialState.PRUNED: "stopped early", TrialState.FAIL: "failed"}
ENDED = (*STATES.values(), UNUSABLE)


def open_study(spec: SweepSpec) -> optuna.Study:
    """Opens the study of a sweep, new or existing; an existing one continues if the spec asks for more trials.

    Tries every combination once if the trials suffice, otherwise those that are most likely the best (TPE).

    Raises FileExistsError if a sweep of that name has other settings.
    """
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    folder = make_folder(folder_of(spec.name))
    check_same_settings(folder, spec)
    study = optuna.create_study(
        storage=JournalStorage(JournalFileBackend(str(folder / "journal.log"))),
        study_name=spec.name,
        direction="maximize",
        sampler=TPESampler(seed=spec.seed, constant_liar=spec.workers > 1),
        pruner=optuna.pruners.MedianPruner(PATIENT_TRIALS, PATIENT_EPOCHS)
        if spec.prune
        else optuna.pruners.NopPruner(),
        load_if_exists=True,
    )
    combinations = space.combinations(space.parse_search(spec.search))
    if 0 < len(combinations) <= spec.trials and not study.get_trials(deepcopy=False):
        for values in combinations:
            study.enqueue_trial(values)
    return study


def check_same_settings(folder: Path, spec: SweepSpec) -> None:
    """Raises FileExistsError if the folder holds a sweep with other settings."""
    path = folder / TABLE
    before = read(SweepSpec, dict(read_as(path, Trials, MEND)["spec"])) if path.exists() else spec
    if before.model_copy(update={"trials": spec.trials, "workers": spec.workers}) != spec:
        raise FileExistsError(
            f"a sweep named {spec.name!r} exists already with other settings; choose another name (only trials and "
            "workers may change)."
        )


def planned_trials(spec: SweepSpec) -> int:
    """Number of trials that the sweep will run."""
    combinations = space.combinations(space.parse_search(spec.search))
    return min(spec.trials, len(combinations)) if combinations else spec.trials


def write_table(study: optuna.Study, spec: SweepSpec) -> None:
    """Writes all trials, best first, and the importance of the fields, for pages and reports."""
    started = [trial for trial in study.get_trials(deepcopy=False) if trial.state != TrialState.WAITING]
    rows = sorted(map(trial_row, started), key=rank)
    table = {"spec": spec.model_dump(mode="json"), "trials": rows, "importance": importance(study)}
    write_json(folder_of(spec.name) / TABLE, table)


def rank(row: dict[str, Any]) -> tuple[bool, float]:
    """Orders trials: the best first, without a score after them, and those whose model can't be used last."""
    return row["state"] == UNUSABLE, 1.0 if row["exact_match"] is None else -row["exact_match"]


def state_of(trial: FrozenTrial) -> str:
    """How a trial ended, one of ENDED, or that it is running."""
    if trial.user_attrs.get(UNUSABLE):
        return UNUSABLE
    return STATES.get(trial.state, "running")


def trial_row(trial: FrozenTrial) -> dict[str, Any]:
    """A trial as a row: number, state, exact match on validation, epochs, CPU-seconds, message and settings."""
    reports = trial.intermediate_values
    value = max(reports.values(), default=None) if trial.value is None or state_of(trial) == UNUSABLE else trial.value
    return {
        "trial": trial.number,
        "state": state_of(trial),
        "exact_match": value,
        "epochs": max(reports, default=0),
        "cpu_seconds": trial.user_attrs.get("cpu_seconds"),
        "message": trial.user_attrs.get("message", ""),
        "settings": trial.params,
    }


def importance(study: optuna.Study) -> dict[str, float]:
    """How much each field explains of the differences (fANOVA, Hutter et al. 2014); {} for too few trials."""
    completed = study.get_trials(deepcopy=False, states=[TrialState.COMPLETE])
    if (
        len({tuple(sorted(trial.params.items())) for trial in completed}) < PATIENT_TRIALS
        or len({trial.value for trial in completed}) < 2
    ):
        return {}
    evaluator = optuna.importance.FanovaImportanceEvaluator(seed=0)
    return dict(optuna.importance.get_param_importances(study, evaluator=evaluator))
