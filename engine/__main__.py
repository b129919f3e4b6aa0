"""python -m engine VERB ...: the one door for the shell, for jobs and for workers of a cluster."""

import argparse
import os
import sys
from typing import Any, NoReturn

from engine.core.jobs import control, execute, job, record
from engine.core.specs.command import add_options
from engine.core.storage import files
from engine.spec import read, with_preset
from engine.verbs import VERBS, run_function, spec_class


class Parser(argparse.ArgumentParser):
    """An argument parser that answers a mistake with one sentence."""

    def error(self, message: str) -> NoReturn:
        """Prints the sentence and ends with exit code 2."""
        fail(f"{message}; `{self.prog} --help` lists what there is.")


def fail(message: str) -> NoReturn:
    """Ends the command because of bad input: the sentence on stderr, exit code 2."""
    print(f"glyphlab: {message}", file=sys.stderr)
    raise SystemExit(2)


def parser(asked: str) -> Parser:
    """The command line, derived from the specs; the options of the verb `asked` only, since specs take time to load."""
    top = Parser(prog="python -m engine", description="Glyphlab: study the recognition of short texts in images.")
    commands = top.add_subparsers(dest="verb", required=True, metavar="VERB")
    for name, verb in VERBS.items():
        sub = add_command(commands, name, verb.sentence)
        if verb.is_job:
            sub.add_argument("--resume", action="store_true", help="go on with the unfinished job that makes --name")
            sub.add_argument("--job", help="run, or go on with, a job that exists; the other options are not needed")
        if name == asked:
            add_options(sub, spec_class(name))
    add_command(commands, "jobs", "List the jobs, newest first.")
    for name, sentence in CONTROLS.items():
        add_command(commands, name, sentence).add_argument("id", help="the job's id, as `jobs` shows it")
    return top


def add_command(commands: Any, name: str, sentence: str) -> argparse.ArgumentParser:
    """Adds a verb with the options that all of them have."""
    sub = commands.add_parser(name, help=sentence, description=sentence, argument_default=argparse.SUPPRESS)
    sub.add_argument("--home", help="the folder that holds data/ and models/ (default: GLYPHLAB_HOME, or the project)")
    sub.add_argument("--json", action="store_true", help="end with one JSON object on stdout")
    return sub


def do_verb(name: str, given: dict[str, Any], echo: bool = True) -> tuple[int, dict[str, Any]]:
    """Runs a stage with the given parameters, or the job named among them; returns exit code and result."""
    job_id = given.pop("job", None)
    if given.pop("resume", False):
        job_id = unfinished(name, given)
    if "preset" in given:
        given = with_preset(spec_class(name), given.pop("preset"), given)
    if not VERBS[name].is_job:
        return 0, run_function(name)(read(spec_class(name), given))
    if job_id is None:
        spec = read(spec_class(name), given)
        job_id = control.create(name, spec.model_dump(mode="json"), getattr(spec, "makes", None))
    else:
        echo = False  # its stderr is the log already
    spec = control.spec_of(record.view(job_id))
    code = execute.execute(job.Job(job_id, echo), lambda handle: run_function(name)(spec, handle))
    return code, record.view(job_id).result


def unfinished(verb: str, given: dict[str, Any]) -> str:
    """The newest job of a verb that makes the thing named and did not end well; other options must be its own.

    Raises FileNotFoundError when there is none, ValueError when it was asked for something else.
    """
    ended = (each for each in record.views() if each.verb == verb and each.state in ("stopped", "failed", "lost"))
    found = next((each for each in ended if each.makes and each.makes[1] == given.get("name")), None)
    if not found:
        raise FileNotFoundError(
            f"there is no unfinished {verb} job that makes {given.get('name')!r}; `python -m engine jobs` lists them."
        )
    if read(spec_class(verb), {**found.spec, **given}) != control.spec_of(found):
        raise ValueError("a resumed job goes on with its own settings; leave the other options out, or leave --resume.")
    control.reset(found.id)
    return found.id


def list_jobs() -> dict[str, Any]:
    """All jobs in a few words each."""
    return {each.id: f"{each.state} ({each.share:.0%}) {each.title} {each.message}".strip() for each in record.views()}


CONTROLS = {
    "stop": "Ask a job to stop; it saves what it has and can be resumed.",
    "resume": "Run an ended, unfinished job again from what it had saved, and those that wait for it.",
    "forget": "Delete the folder of an ended job.",
}


def do(name: str, given: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """Runs any verb; returns exit code and result."""
    if name in CONTROLS:
        getattr(control, name)(given["id"])
        return 0, {"id": given["id"], "state": record.view(given["id"]).state if name != "forget" else "forgotten"}
    return (0, list_jobs()) if name == "jobs" else do_verb(name, given)


def main() -> int:
    """Reads the command line and runs it."""
    given = vars(parser(*sys.argv[1:2] or [""]).parse_args())
    name, as_json = given.pop("verb"), given.pop("json", False)
    if "home" in given:
        os.environ["GLYPHLAB_HOME"] = given.pop("home")
    try:
        code, result = do(name, given)
    except (ValueError, FileNotFoundError, FileExistsError) as bad:
        fail(str(bad))
    if code == 0:
        print(files.as_json(result) if as_json else "\n".join(f"{key}: {value}" for key, value in result.items()))
    return code


if __name__ == "__main__":
    sys.exit(main())
