"""What page tests share: a way to open a page, and small datasets made by the engine itself."""

import pytest
from streamlit.testing.v1 import AppTest

from engine.core.jobs import control, execute, job, record
from engine.spec import read
from engine.verbs import run_function, spec_class
from tests.support.commands import PROJECT


@pytest.fixture
def visit(home):
    """Opens a page by its title as a browser would, with a query string."""

    def open_page(title, **query):
        app = AppTest.from_file(str(PROJECT / "app.py"), default_timeout=30)
        if title != "Home":
            app.switch_page(f"pages/{title.lower()}.py")
        app.query_params.update(query)
        app.run()
        assert not app.exception, app.exception[0].value
        return app

    return open_page


@pytest.fixture
def do(home):
    """Runs a stage as a job in this process; returns the ended job."""

    def run(verb, **values):
        spec = read(spec_class(verb), values)
        job_id = control.create(verb, spec.model_dump(mode="json"), getattr(spec, "makes", None))
        execute.execute(job.Job(job_id), lambda handle: run_function(verb)(spec, handle))
        return record.view(job_id)

    return run


@pytest.fixture
def tiny(do):
    """A dataset of 40 drawn images of the digits 0 and 1, named tiny."""
    assert do("generate", name="tiny", count=40, symbols="01", length=2, workers=1).state == "done"
    return "tiny"
