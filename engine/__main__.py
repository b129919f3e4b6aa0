"""python -m engine VERB ...: the only entry point, for the shell, for jobs and for the workers of a cluster."""

import argparse
import contextlib
import os
import sys
from collections.abc import Iterator
from typing import Any, NoReturn

TOO_LITTLE = "see that there is enough memory and that all of requirements.txt is installed, then try again."

try:
    from engine.core.jobs import control, execute, job, record
    from engine.core.jobs.progress import duration
    from engine.core.specs.command import add_options
    from engine.core.storage import files, refusals
    from engine.spec import read, with_preset
    from engine.verbs import VERBS, WAS, run_function, spec_class
except (ImportError, MemoryError, OSError) as error:
    print(f"glyphlab: a library could not be loaded ({error}); {TOO_LITTLE}", file=sys.stderr)
    raise SystemExit(1) from None


class Parser(argparse.ArgumentParser):
    """An argument parser that reports a mistake in one sentence."""

    def error(self, message: str) -> NoReturn:
        """Prints the sentence and exits with code 2."""
        fail(f"{message}; `{self.prog} --help` lists all options.")


def fail(message: str, code: int = 2) -> NoReturn:
    """Exits with the sentence on stderr. The exit code is 2 for bad input, 1 for all else."""
    print(f"glyphlab: {message}", file=sys.stderr)
    raise SystemExit(code)


def parser(requested: str) -> Parser:
    """The command line, derived from the specs; with options of the requested verb only, since specs load slowly."""
    top = Parser(prog="python -m engine", description="Glyphlab: study the recognition of short texts in images.")
    commands = top.add_subparsers(dest="verb", required=True, metavar="VERB")
    for name, verb in VERBS.items():
        subparser = add_command(commands, name, verb.sentence)
        if verb.is_job:
            subparser.add_argument("--resume", action="store_true", help="resume the unfinished job that makes --name")
            subparser.add_argument("--job", help="run or resume an existing job; other options are not needed")
        if name == requested:
            add_options(subparser, spec_class(name))
    add_command(commands, "jobs", "List all jobs, newest first.")
    for name, sentence in CONTROLS.items():
        add_command(commands, name, sentence).add_argument("id", help="the job's id, as `jobs` shows it")
    return top


def add_command(commands: Any, name: str, sentence: str) -> argparse.ArgumentParser:
    """Adds a verb with the options that all verbs have."""
    subparser = commands.add_parser(name, help=sentence, description=sentence, argument_default=argparse.SUPPRESS)
    subparser.add_argument("--home", help="the folder of data/ and models/ (default: GLYPHLAB_HOME, or the project)")
    subparser.add_argument("--json", action="store_true", help="end with one JSON object on stdout")
    return subparser


def do_verb(name: str, given: dict[str, Any], echo: bool = True) -> tuple[int, dict[str, Any]]:
    """Runs a stage with the given parameters, or the given job; returns exit code and result."""
    job_id = given.pop("job", None)
    echo = echo and job_id is None  # the stderr of a job in the background goes to its log
    if given.pop("resume", False):
        job_id = unfinished(name, given)
    if "preset" in given:
        given = with_preset(spec_class(name), given.pop("preset"), given)
    if not VERBS[name].is_job:
        return 0, run_function(name)(read(spec_class(name), given))
    if job_id is None:
        spec = read(spec_class(name), given)
        job_id = control.create(name, spec.model_dump(mode="json"), getattr(spec, "makes", None))
    spec = control.spec_of(record.view(job_id))
    handle = job.Job(job_id, echo)
    code = execute.execute(handle, lambda handle: run_function(name)(spec, handle))
    view = record.view(job_id)
    if handle.console:
        handle.console.end_line()
        handle.console.log(f"{view.title}: {view.state}, {duration(view.seconds)}")
    return code, view.result


def unfinished(verb: str, given: dict[str, Any]) -> str:
    """The newest unfinished job of a verb that makes the given name, made ready to resume.

    Raises FileNotFoundError if there is none, ValueError if other options differ from the job's own.
    """
    unfinished_jobs = (
        view for view in record.views() if view.verb == verb and view.state in ("stopped", "failed", "lost")
    )
    job_view = next((view for view in unfinished_jobs if view.makes and view.makes[1] == given.get("name")), None)
    if not job_view:
        raise FileNotFoundError(
            f"there is no unfinished {verb} job that makes {given.get('name')!r}; `python -m engine jobs` lists them."
        )
    if read(spec_class(verb), {**job_view.spec, **given}) != control.spec_of(job_view):
        raise ValueError("a resumed job keeps its own settings; leave out the other options, or leave out --resume.")
    control.reset(job_view.id)
    return job_view.id


def list_jobs() -> dict[str, Any]:
    """All jobs, each in a few words, and after them the damaged ones."""
    jobs = {view.id: f"{view.state} ({view.share:.0%}) {view.title} {view.message}".strip() for view in record.views()}
    return jobs | {job_id: f"damaged: {reason}" for job_id, reason in record.damaged_jobs().items()}


CONTROLS = {
    "stop": "Stop a job. It saves its progress and can be resumed.",
    "resume": "Resume a stopped or failed job from its saved progress, and the jobs that wait for it.",
    "finish": "End a training with its best epoch so far, as a model; also one that was stopped.",
    "forget": "Delete the folder of an ended job.",
}


def do(name: str, given: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """Runs any command; returns exit code and result."""
    if name in CONTROLS:
        getattr(control, name)(given["id"])
        return 0, {"id": given["id"], "state": record.view(given["id"]).state if name != "forget" else "forgotten"}
    return (0, list_jobs()) if name == "jobs" else do_verb(name, given)


@contextlib.contextmanager
def sentences() -> Iterator[None]:
    """Exits with a sentence where the request, the workspace or the machine does not allow what the block does."""
    try:
        yield
    except files.DamagedFileError as damage:
        fail(str(damage), 1)
    except (ImportError, MemoryError) as error:
        fail(f"a library could not be loaded, or the memory is used up ({error}); {TOO_LITTLE}", 1)
    except OSError as refusal:
        bad_input = isinstance(refusal, FileNotFoundError) or not refusal.errno
        fail(str(refusal) if bad_input else refusals.in_words(refusal), 2 if bad_input else 1)
    except ValueError as mistake:
        fail(str(mistake))


def main() -> int:
    """Parses the command line and runs the command."""
    words = [WAS.get(word, word) if index == 0 else word for index, word in enumerate(sys.argv[1:])]
    with sentences():
        given = vars(parser(*words[:1] or [""]).parse_args(words))
        name, as_json = given.pop("verb"), given.pop("json", False)
        if "home" in given:
            os.environ["GLYPHLAB_HOME"] = given.pop("home")
        if unusable := refusals.workspace_damage():
            fail(unusable, 1)
        code, result = do(name, given)
    if code == 0:
        print(files.as_json(result) if as_json else "\n".join(f"{key}: {value}" for key, value in result.items()))
    return code


if __name__ == "__main__":
    sys.exit(main())
