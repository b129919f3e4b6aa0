"""A model for other programs: as a server that is started here, and as a library, with lines to copy."""

import streamlit as st

from engine.core.jobs import record
from engine.serve.spec import ServeSpec
from ui.jobs.panel import job_panel
from ui.jobs.starter import starter

PORT = 9696
SHELL = """curl --data-binary @image.png -H 'content-type: image/png' {url}/predict
curl -F images=@a.png -F images=@b.png '{url}/predict?accept=0.9'
.venv/bin/python -m engine ask --url {url} image.png"""
PYTHON = """from engine import load

print(load({name!r}).read("image.png").text)"""
OVER_HTTP = """import json, urllib.request

request = urllib.request.Request("{url}/predict", open("image.png", "rb").read(), {{"content-type": "image/png"}})
print(json.load(urllib.request.urlopen(request))["text"])"""


def show(name: str) -> None:
    """Starts and stops a server of a model, as a job."""
    running = server_of(name)
    if running:
        job_panel(running.id)
        st.caption(f"It answers at {address(running)}; {address(running)}/docs describes how.")
        return
    st.caption("Answers requests of programs on this machine until it is stopped, also when this page is closed.")
    starter("serve", ServeSpec(models=(name,), port=free_port(), processes=1), "Start a server")


def lines(name: str) -> None:
    """Lines to copy: on the command line and in Python, with a server and without."""
    running = server_of(name)
    url = address(running) if running else f"http://127.0.0.1:{PORT}"
    without, over, shell = st.tabs(["Python", "Python, with a server", "Shell, with a server"])
    without.code(PYTHON.format(name=name), language="python", wrap_lines=True)
    over.code(OVER_HTTP.format(url=url), language="python", wrap_lines=True)
    shell.code(SHELL.format(url=url), language="bash", wrap_lines=True)


def server_of(name: str) -> record.View | None:
    """The newest server job that runs, or waits to, with a model; None if there is none."""
    active = (job for job in record.active_views() if job.verb == "serve")
    return next((job for job in active if name in job.spec.get("models", ())), None)


def address(job: record.View) -> str:
    """Where a server answers on this machine."""
    return f"http://127.0.0.1:{job.spec['port']}"


def free_port() -> int:
    """The usual port, or the next that no server of this workspace uses."""
    taken = {job.spec.get("port") for job in record.active_views() if job.verb == "serve"}
    return next(port for port in range(PORT, PORT + len(taken) + 1) if port not in taken)
