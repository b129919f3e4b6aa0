"""The server reads what the library reads, in whichever form images are sent; its counters count all processes."""

import base64
import json
import re
from collections import Counter

from engine import load

BOUNDARY = "edge"


def form(files, **fields):
    parts = [
        f'--{BOUNDARY}\r\ncontent-disposition: form-data; name="images"; filename="{name}"\r\n\r\n'.encode() + data
        for name, data in files.items()
    ]
    parts += [
        f'--{BOUNDARY}\r\ncontent-disposition: form-data; name="{name}"\r\n\r\n{value}'.encode()
        for name, value in fields.items()
    ]
    return b"\r\n".join([*parts, f"--{BOUNDARY}--\r\n".encode()]), f"multipart/form-data; boundary={BOUNDARY}"


def in_json(images, **options):
    return json.dumps({"images": [base64.b64encode(data).decode() for data in images], **options}).encode()


def test_an_image_as_it_is_gets_text_confidence_symbols_and_the_model(server, images):
    model = load("reader")
    direct = model.read(images[0])
    said = server.post("/predict?top=2&accept=0.0", images[0]).said
    assert (said["text"], said["model"], said["version"]) == (direct.text, "reader", model.version)
    assert abs(said["confidence"] - direct.confidence) < 1e-5 and said["accepted"] is True
    assert [[symbol for symbol, _ in slot] for slot in said["symbols"]] == [
        [symbol for symbol, _ in slot[:2]] for slot in direct.symbols
    ]
    assert said["milliseconds"] > 0


def test_several_images_are_read_alike_from_a_form_and_from_json(server, images, expected):
    files = {f"{place}.png": data for place, data in enumerate(images)}
    from_form = server.post("/predict", *form(files)).said
    from_json = server.post("/predict", in_json(images), "application/json").said
    assert [said["text"] for said in from_form["predictions"]] == expected
    assert [said["file"] for said in from_form["predictions"]] == list(files)
    assert [said["text"] for said in from_json["predictions"]] == expected
    single = json.dumps({"image": "data:image/png;base64," + base64.b64encode(images[1]).decode()})
    assert server.post("/predict", single.encode(), "application/json").said["text"] == expected[1]


def test_one_bad_file_has_an_error_of_its_own_and_the_others_are_read(server, images, expected):
    said = server.post("/predict", *form({"a.png": images[0], "b.png": b"<html>", "c.png": images[2]})).said
    texts = [prediction.get("text") for prediction in said["predictions"]]
    assert texts == [expected[0], None, expected[2]] and "not an image" in said["predictions"][1]["error"]
    mixed = json.dumps({"images": ["?" * 9, base64.b64encode(images[0]).decode()]}).encode()
    said = server.post("/predict", mixed, "application/json").said["predictions"]
    assert "base64" in said[0]["error"] and said[1]["text"] == expected[0]


def test_what_is_known_about_a_text_is_obeyed_in_each_form(server, images):
    for reply in (
        server.post("/predict?length=1&symbols=02", images[0]),
        server.post("/predict", in_json(images[:1], length=1, symbols="02"), "application/json"),
        server.post("/predict", *form({"a": images[0]}, length="1", symbols="02")),
        server.post("/predict?words=0&words=2", images[0]),
        server.post("/predict?pattern=[02]", images[0]),
    ):
        said = reply.said
        assert said.get("predictions", [said])[0]["text"] in ("0", "2")


def test_health_models_and_documentation_need_no_other_server(server):
    assert server.get("/health").said == {"status": "ready", "models": ["reader"]}
    (model,) = server.get("/models").said["models"]
    assert (model["name"], model["alphabet"], model["symbols"]) == ("reader", "012", 2)
    page = server.get("/docs").body.decode()
    for address in re.findall(r'(?:src|href)="([^"]+)"', page):
        assert address.startswith("/") and server.get(address).status == 200
    described = server.get("/openapi.json").said["paths"]
    assert set(described) == {"/predict", "/health", "/models", "/metrics"}
    assert set(described["/predict"]["post"]["requestBody"]["content"]) == {
        "multipart/form-data", "application/json", "image/*",
    }  # fmt: skip


def test_counters_are_right_across_processes(server, images):
    before = server.counted("glyphlab_images_total"), server.counted('glyphlab_requests_total{path="/predict"')
    versions = Counter(server.post("/predict", images[0]).status for _ in range(30))
    server.post("/predict", *form({"a": images[0], "b": b"-"}))
    after = server.counted("glyphlab_images_total"), server.counted('glyphlab_requests_total{path="/predict"')
    assert versions == {200: 30} and (after[0] - before[0], after[1] - before[1]) == (32, 31)
    assert server.counted("glyphlab_queue_images") == 0
