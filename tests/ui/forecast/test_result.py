"""A finished forecast: its sentence, its runs, and the way to train."""

import json
from base64 import b64decode

import numpy as np
import pytest

from engine.core.jobs import record
from engine.core.jobs.status import write_status
from engine.forecast.spec import ForecastSpec
from tests.support.screens import call_on_page, next_step
from ui.forecast.result import forecast_result

RUNS = [
    {"images": count, "epochs": 6, "exact_match": 1 - wrong / 500, "read": 500, "wrong": wrong, "seconds": count / 100}
    for count, wrong in ((250, 120), (500, 60), (1000, 0))
]


@pytest.fixture
def job(create_job):
    """A forecast that ended, one of whose runs made no mistake."""
    spec = ForecastSpec(dataset="digits")
    job_id = create_job("forecast", spec.model_dump(mode="json"))
    result = {"goal": spec.goal, "has": 210, "runs": RUNS, "forecast": "About *3* images."}
    write_status(record.folder_of(job_id), state="done", created=1.0, started=1.0, ended=9.0, result=result)
    return record.view(job_id)


def test_every_run_stands_in_the_table_and_as_a_point_of_the_chart(job):
    app = call_on_page(forecast_result, job)
    assert app.info[0].value == "About \\*3\\* images\\."
    assert app.dataframe[0].value["images"].tolist() == [250, 500, 1000]
    traces = json.loads(app.get("plotly_chart")[0].proto.spec)["data"]
    (places,) = (trace["x"] for trace in traces if trace.get("mode") == "markers")
    assert np.frombuffer(b64decode(places["bdata"]), places["dtype"]).tolist() == [250, 500, 1000]
    assert next_step(app) == ("train", "dataset=digits")
