"""The architecture: imports go down only, and opening a page never loads TensorFlow."""

import ast
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
STAGES = {path.parent.name for path in (PROJECT / "engine").glob("*/run.py")}
FILES = [
    *PROJECT.glob("*.py"),
    *(path for part in ("pages", "ui", "engine") for path in (PROJECT / part).rglob("*.py")),
]


def floor(parts: tuple[str, ...]) -> tuple[int, str]:
    """On which floor of the house a module lives (higher may import lower), and in which room."""
    if parts[0] in ("app", "app.py", "pages"):
        return 6, "pages"
    if parts[0] == "ui":
        return 5, "ui"
    if parts[1:2] and parts[1].removesuffix(".py") == "spec":
        return 0, "declarations"
    if parts[1:2] and parts[1].removesuffix(".py") in ("__main__", "verbs"):
        return 4, "verbs"
    if parts[1:2] and parts[1] in STAGES:
        return 3, parts[1]
    return (1, "imaging") if parts[1:2] == ("imaging",) else (2, "ground")


def imported(path: Path) -> set[str]:
    """The dotted names that a file imports, at any depth of its code."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0 and "*" not in [alias.name for alias in node.names], f"{path}: use full names"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def test_imports_go_down_only():
    wrong = []
    for path in FILES:
        here, room = floor(path.relative_to(PROJECT).parts)
        for name in imported(path):
            parts = tuple(name.split("."))
            if parts[0] in ("app", "pages", "ui", "engine"):
                there, other = floor(parts)
                if there > here or (there == here == 3 and room != other):
                    wrong.append(f"{path.relative_to(PROJECT)} imports {name}")
            if parts[0] == "streamlit" and here < 5:
                wrong.append(f"{path.relative_to(PROJECT)} imports streamlit")
    assert not wrong


def test_opening_every_page_leaves_tensorflow_out(home):
    code = f"""
import sys
from streamlit.testing.v1 import AppTest
for page in {sorted(f"pages/{path.name}" for path in (PROJECT / "pages").glob("*.py"))}:
    app = AppTest.from_file({str(PROJECT / "app.py")!r}, default_timeout=60).run()
    assert not app.exception and not app.switch_page(page).run().exception, page
assert not {{"tensorflow", "keras"}} & set(sys.modules)
"""
    subprocess.run([sys.executable, "-c", code], cwd=PROJECT, check=True, capture_output=True, timeout=120)
