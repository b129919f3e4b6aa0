"""The memory of a sweep: Optuna's journal in the sweep's folder, which survives a kill, and a table for people."""

from pathlib import Path
from typing import Any

import optuna
from optuna.samplers import TPESampler
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend
from optuna.trial import FrozenTrial, TrialState

from engine.core.storage.files import read_json, write_json
from engine.core.storage.folders import make_folder
from engine.sweep import space
from engine.sweep.leaderboard import folder_of
from engine.sweep.spec import SweepSpec

PATIENT_TRIALS = 4  # trainings that are never stopped early, so that there is something to compare with
PATIENT_EPOCHS = 2


def opened(spec: SweepSpec) -> optuna.Study:
    """The study of a sweep, new or as it was left; with more trials than before it goes on.

    Every combination is tried once where the trials suffice for that, otherwise those that are likely the best (TPE).

    Raises FileExistsError when a sweep of that name looked for something else.
    """
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    folder = make_folder(folder_of(spec.name))
    refuse_other(folder, spec)
    found = optuna.create_study(
        storage=JournalStorage(JournalFileBackend(str(folder / "journal.log"))),
        study_name=spec.name,
        direction="maximize",
        sampler=TPESampler(seed=spec.seed, constant_liar=spec.workers > 1),
        pruner=optuna.pruners.MedianPruner(PATIENT_TRIALS, PATIENT_EPOCHS)
        if spec.prune
        else optuna.pruners.NopPruner(),
        load_if_exists=True,
    )
    every = space.all_of(space.parsed(spec.search))
    if 0 < len(every) <= spec.trials and not found.get_trials(deepcopy=False):
        for chosen in every:
            found.enqueue_trial(chosen)
    return found


def refuse_other(folder: Path, spec: SweepSpec) -> None:
    """Raises FileExistsError when the folder holds a sweep with other settings."""
    path = folder / "trials.json"
    before = SweepSpec.model_validate(read_json(path)["spec"]) if path.exists() else spec
    if before.model_copy(update={"trials": spec.trials, "workers": spec.workers}) != spec:
        raise FileExistsError(
            f"a sweep named {spec.name!r} exists already with other settings; choose another name (only trials and "
            "workers may change)."
        )


def planned(spec: SweepSpec) -> int:
    """How many trials the sweep makes."""
    every = space.all_of(space.parsed(spec.search))
    return min(spec.trials, len(every)) if every else spec.trials


def write_table(study: optuna.Study, spec: SweepSpec) -> None:
    """Writes all trials, best first, and which fields mattered, for pages and reports."""
    begun = [trial for trial in study.get_trials(deepcopy=False) if trial.state != TrialState.WAITING]
    rows = sorted(map(row, begun), key=lambda one: 1.0 if one["exact_match"] is None else -one["exact_match"])
    found = {"spec": spec.model_dump(mode="json"), "trials": rows, "importance": importance(study)}
    write_json(folder_of(spec.name) / "trials.json", found)


STATES = {TrialState.COMPLETE: "done", TrialState.PRUNED: "stopped early", TrialState.FAIL: "failed"}


def row(trial: FrozenTrial) -> dict[str, Any]:
    """A trial as a row: number, state, exact match on validation, epochs and CPU-seconds, message, its settings."""
    reports = trial.intermediate_values
    value = trial.value if trial.value is not None else max(reports.values(), default=None)
    return {
        "trial": trial.number,
        "state": STATES.get(trial.state, "running"),
        "exact_match": value,
        "epochs": max(reports, default=0),
        "cpu_seconds": trial.user_attrs.get("cpu_seconds"),
        "message": trial.user_attrs.get("message", ""),
        "settings": trial.params,
    }


def importance(study: optuna.Study) -> dict[str, float]:
    """The share of each field in what made trials differ (fANOVA, Hutter et al. 2014); {} while there are too few."""
    done = study.get_trials(deepcopy=False, states=[TrialState.COMPLETE])
    if (
        len({tuple(sorted(trial.params.items())) for trial in done}) < PATIENT_TRIALS
        or len({t.value for t in done}) < 2
    ):
        return {}
    evaluator = optuna.importance.FanovaImportanceEvaluator(seed=0)
    return dict(optuna.importance.get_param_importances(study, evaluator=evaluator))
