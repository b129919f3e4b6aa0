"""The page Forecast: what is missing is said, and a finished forecast is a sentence, a law and a way to train."""

from engine.core.jobs import control, record, status
from engine.forecast.run import sentence, training_minutes
from engine.forecast.spec import ForecastSpec

RUNS = [
    {"images": n, "epochs": 6, "exact_match": 1 - wrong / 500, "read": 500, "wrong": wrong, "seconds": n / 100}
    for n, wrong in ((250, 120), (500, 60), (1000, 0))
]


def finished(**said):
    """A forecast for the dataset "digits" that ended with this result; its job's id."""
    spec = ForecastSpec(dataset="digits")
    job_id = control.create("forecast", spec.model_dump(mode="json"))
    result = {"goal": spec.goal, "has": 210, "runs": RUNS, **said}
    status.write_status(record.folder_of(job_id), state="done", created=1.0, started=1.0, ended=9.0, result=result)
    return job_id


def test_the_goal_becomes_a_command_and_settings_that_no_training_takes_are_a_sentence(trained, visit):
    page = visit("Forecast", dataset="digits", goal="0.95")
    assert "--dataset digits --goal 0.95" in page.code[0].value
    page = visit("Forecast", dataset="digits", settings="share=0.3")
    assert "leave it out of settings" in page.error[0].value
    assert all(button.disabled for button in page.button if button.key == "start_forecast")


def test_a_finished_forecast_is_told_and_drawn_also_where_a_run_made_no_mistake(trained, visit):
    minutes = training_minutes(RUNS, 3000)
    said = sentence(0.99, (2000, 3000, None), minutes, 210)
    page = visit("Forecast", job=finished(forecast=said, images=3000, minutes=minutes))
    told = page.info[0].value.replace("\\", "")  # what is plain text is escaped for Markdown
    assert "About 3,000 images for 99 % (2,000 to many more), about 0.5 minutes here" in told
    assert len(page.get("plotly_chart")) == 1
    assert page.dataframe[0].value["exact match (%)"].tolist() == [76, 88, 100]
