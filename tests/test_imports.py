"""The architecture: imports go down only, and opening a page never loads TensorFlow."""

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

from engine.verbs import VERBS

PROJECT = Path(__file__).resolve().parent.parent
FILES = {
    ".".join(path.relative_to(PROJECT).with_suffix("").parts): path
    for part in ("app.py", "pages/*.py", "ui/**/*.py", "engine/**/*.py")
    for path in sorted(PROJECT.glob(part))
    if path.name != "__init__.py"
}
SHARED = ("shared", "forms", "jobs")  # the rooms of ui that all pages use: its hall and two beside it
KERAS = {"engine.nets.backend", "engine.nets.convert"}  # the net, and what makes files of it
FLOORS = ("declarations", "imaging", "core", "nets", "stages", "door", "ui", "pages")  # each may use those before it


def room(module: str) -> tuple[str, str]:
    """On which floor of the house a module lives, and in which room of it."""
    first, *rest = module.split(".")
    if first in ("app", "pages"):
        return "pages", module
    if first == "ui":
        return "ui", rest[0] if len(rest) > 1 else "shared"
    if rest[0] in ("spec", "verbs"):
        return "declarations", rest[0]
    if rest[0] == "__main__":
        return "door", rest[0]
    return (rest[0], rest[0]) if rest[0] in FLOORS else ("stages", ".".join(rest[:-1]))


def imported(path: Path) -> set[str]:
    """The modules of the house, and the libraries, that a file imports at any depth of its code."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0 and "*" not in [alias.name for alias in node.names], f"{path}: use full names"
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in FILES else str(node.module) for name in names}
    return found


USES = {module: imported(path) for module, path in FILES.items()}


def may_use(module: str, other: str) -> bool:
    """Whether the rules let one module import another."""
    (here, my_room), (there, its_room) = room(module), room(other)
    if FLOORS.index(there) != FLOORS.index(here):
        return FLOORS.index(there) < FLOORS.index(here)
    if here == "stages":
        return my_room.split(".")[0] == its_room.split(".")[0]
    return here not in ("ui", "pages") or its_room in (my_room, *SHARED)


def test_imports_go_down_only_and_no_stage_or_room_imports_another():
    wrong = [(module, other) for module in FILES for other in USES[module] & set(FILES) if not may_use(module, other)]
    assert not wrong


def test_no_import_leads_in_a_circle():
    uses = {module: USES[module] & set(FILES) for module in FILES}
    TopologicalSorter(uses).prepare()  # raises CycleError, which names the circle


def test_only_pages_and_ui_know_streamlit_and_only_nets_know_keras():
    libraries = {module: {name.split(".")[0] for name in USES[module]} for module in FILES}
    assert not [module for module in FILES if "streamlit" in libraries[module] and module.startswith("engine")]
    assert {module for module in FILES if {"keras", "tensorflow"} & libraries[module]} == KERAS


def test_a_shared_ui_module_serves_no_page():
    shared = {
        module: USES[module] & set(FILES) for module in FILES if room(module)[0] == "ui" and room(module)[1] in SHARED
    }
    assert not [(module, other) for module, others in shared.items() for other in others if room(other)[1] not in SHARED
                and room(other)[0] == "ui"]  # fmt: skip


def test_rooms_are_small_enough_to_look_around_in():
    folders = {path.parent for module, path in FILES.items() if module.startswith(("engine", "ui"))}
    full = {folder: [path for path in FILES.values() if path.parent == folder] for folder in folders}
    assert not {str(folder): len(there) for folder, there in full.items() if len(there) > 15}


def test_a_verb_is_a_page_a_room_a_package_tests_and_a_docs_page():
    for verb, about in VERBS.items():
        assert (PROJECT / "docs" / f"{verb}.md").exists(), verb
        assert (PROJECT / "engine" / (about.package or verb).replace(".", "/") / "run.py").exists(), verb
        if about.shown_on:
            continue
        for place in (f"pages/{verb}.py", f"ui/{verb}", f"tests/{verb}", f"engine/{verb}", f"tests/ui/{verb}"):
            assert (PROJECT / place).exists(), place


def test_opening_every_page_leaves_tensorflow_out(home):
    code = f"""
import sys
from streamlit.testing.v1 import AppTest
for page in {sorted(f"pages/{path.name}" for path in (PROJECT / "pages").glob("*.py"))}:
    app = AppTest.from_file({str(PROJECT / "app.py")!r}, default_timeout=60).run()
    assert not app.exception and not app.switch_page(page).run().exception, page
assert not {{"tensorflow", "keras"}} & set(sys.modules)
"""
    subprocess.run([sys.executable, "-c", code], cwd=PROJECT, check=True, capture_output=True, timeout=600)
