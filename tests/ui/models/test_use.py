"""A model for other programs: lines that work, a server that is started and stopped, a table of exports."""

from engine.core.datasets.dataset import open_dataset
from engine.core.jobs import control
from engine.core.models.exported import Exported
from engine.export.spec import MODEL_FORMATS
from tests.support.models import card_of, store_model
from tests.support.screens import call_on_page
from ui.models import foreign, leave, serving

VALUES = {
    "bytes": 250_000,
    "milliseconds": 0.3,
    "compared": 64,
    "difference": 0.01,
    "version": "",
    "created": "2026-01-01",
}


def test_every_format_of_a_model_is_explained_and_the_table_says_what_is_unknown(tiny):
    assert set(leave.ABOUT) == set(MODEL_FORMATS)
    known = Exported(**VALUES, n=100, accuracy=0.9, lost=0.01, lost_low=-0.01, lost_high=0.03, changed=0.02)
    app = call_on_page(
        leave.show, "net", card_of(open_dataset(tiny), exports={"onnx": known, "keras": Exported(**VALUES)})
    )
    rows = app.dataframe[0].value.set_index("format")
    assert rows["lost"]["onnx"] == "1.00 (-1.00 to 3.00)" and rows["lost"]["keras"] == "unknown"
    assert app.button(key="start_export").label == "Export"


def test_a_server_is_started_and_stopped_and_the_lines_name_its_port(tiny, create_job):
    store_model("net", card_of(open_dataset(tiny)))
    app = call_on_page(serving.show, "net")
    assert app.button(key="start_serve").label == "Start a server"
    assert ":9696/predict" in call_on_page(serving.lines, "net").code[1].value
    job_id = create_job("serve", {"models": ["net"], "port": 9697})
    assert any("127.0.0.1:9697/docs" in caption.value for caption in call_on_page(serving.show, "net").caption)
    assert ":9697/predict" in call_on_page(serving.lines, "net").code[1].value
    assert serving.free_port() == 9696
    control.stop(job_id)


def test_a_net_from_elsewhere_is_imported_with_what_its_file_does_not_say(home):
    app = call_on_page(foreign.show)
    assert app.button(key="start_import").disabled
    for key, value in {"source": "/nets/study.h5", "name": "study", "alphabet": "0123456789"}.items():
        app.text_input(key=key).set_value(value)
    app.run()
    assert not app.button(key="start_import").disabled and not app.exception
