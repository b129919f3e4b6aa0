"""A server starts only if it can answer, follows its models' files, replaces dead processes, and stops cleanly."""

import shutil
import signal
import threading

import psutil
import pytest

from engine.core.storage.files import read_json, write_json
from tests.support.commands import engine
from tests.support.jobs import wait_until
from tests.support.server import answer, request, serving

TOKEN = "a-token-of-24-characters"


@pytest.fixture
def guarded(trained, tmp_path):
    """A server of this test alone, in one process, that needs a token."""
    (tmp_path / "token").write_text(TOKEN + "\n")
    with serving(trained, f"--model reader --processes 1 --token-file {tmp_path / 'token'}") as served:
        yield served


def versioned(home, number):
    """Replaces the model's card by one of another time, as training it again does."""
    path = home / "models" / "reader" / "card.json"
    write_json(path, {**read_json(path), "created": f"2026-01-{number:02d}"})


def test_one_server_from_token_to_clean_stop(guarded, trained, images):
    bearer = {"authorization": f"Bearer {TOKEN}"}
    for wrong in ({}, {"authorization": "Bearer wrong"}, {"authorization": TOKEN}, {"authorization": "Bearer \xff"}):
        refused = guarded.post("/predict", images[0], **wrong)
        assert refused.status == 401 and "needs its token" in refused.said["error"]
    assert guarded.get("/health").status == 200 and guarded.get("/metrics").status == 401

    first = guarded.post("/predict", images[0], **bearer).said
    statuses, stop = [], threading.Event()

    def keep_asking():
        while not stop.is_set():
            statuses.append(guarded.post("/predict", images[0], **bearer).status)

    def version():
        return guarded.post("/predict", images[0], **bearer).said["version"]

    asking = threading.Thread(target=keep_asking)
    asking.start()
    versioned(trained, 2)
    wait_until(lambda: version() != first["version"], "the swap")
    folder = trained / "models" / "reader"
    net = (folder / "model.tflite").read_bytes()
    (folder / "model.tflite").write_bytes(net[: len(net) // 2])
    wait_until(lambda: guarded.get("/health").said.get("problems"), "a damaged net that is noticed")
    shutil.rmtree(folder)
    wait_until(lambda: "no model" in str(guarded.get("/health").said), "a deleted model that is noticed")
    stop.set()
    asking.join()
    assert set(statuses) == {200}
    assert guarded.post("/predict", images[0], **bearer).said["text"] == first["text"]

    with guarded.connect() as begun:
        whole = request("POST", "/predict", images[0], content_type="image/png", **bearer)
        begun.sendall(whole[:-100])
        guarded.process.send_signal(signal.SIGTERM)
        begun.sendall(whole[-100:])
        reply = answer(begun)
        assert reply and reply.said["text"] == first["text"]
    out, _ = guarded.process.communicate()
    assert guarded.process.returncode == 0
    told = dict(line.split(": ") for line in out.decode().strip().splitlines())
    assert int(told["refused"]) == 5 and int(told["images"]) >= len(statuses) + 3


def test_a_process_that_dies_is_replaced_and_what_it_counted_stays(server, images):
    counted = server.counted("glyphlab_images_total")
    victim, *_ = (
        child for child in psutil.Process(server.process.pid).children() if "spawn_main" in str(child.cmdline())
    )
    victim.kill()
    before = {child.pid for child in psutil.Process(server.process.pid).children()} - {victim.pid}
    wait_until(lambda: {child.pid for child in psutil.Process(server.process.pid).children()} - before - {victim.pid})
    assert server.post("/predict", images[0]).status == 200
    assert server.counted("glyphlab_images_total") == counted + 1


def test_what_cannot_serve_is_a_sentence_before_anything_listens(do, trained, server, monkeypatch):
    monkeypatch.delenv("GLYPHLAB_TOKEN", raising=False)
    token = trained / "token"
    token.write_text(TOKEN)
    port = {"port": server.port, "models": ("reader",)}
    for given, sentence in (
        ({}, "name at least one model"),
        ({"models": ("ghost",)}, "there is no model 'ghost'"),
        (port, f"cannot listen on port {server.port}"),
        ({"models": ("reader",), "host": "192.0.2.1", "token_file": str(token)}, "cannot listen on port 9696 of 192"),
        ({"models": ("reader",), "accept_errors": 0.001}, "promise of at most 0.10% mistakes needs at least"),
        ({"models": ("reader",), "host": "0.0.0.0"}, "a token is required"),
        ({"models": ("reader",), "token_file": str(trained / "none")}, "there is no file"),
        ({"models": ("reader",), "token_file": str(trained / "data" / "digits" / "dataset.json")}, "at least 16"),
    ):
        job = do("serve", **given)
        assert job.state == "failed" and sentence in job.message
    (trained / "models" / "reader" / "model.tflite").write_bytes(b"TFL3" * 100)
    damaged = do("serve", models=("reader",), port=0, processes=1)
    assert damaged.state == "failed" and "model.tflite" in damaged.message


def test_the_port_in_use_is_said_on_the_command_line(server, trained):
    said = engine(trained, f"serve --model reader --port {server.port}", code=2)
    assert said.startswith("the server cannot listen on port") and "Traceback" not in said


def test_a_full_queue_is_answered_with_503_and_the_others_with_200(trained, images):
    with serving(trained, "--model reader --processes 1 --queue 2") as small:
        connections = [small.connect() for _ in range(40)]
        whole = request("POST", "/predict", images[0], content_type="image/png")
        for connection in connections:
            connection.sendall(whole)
        replies = [answer(connection) for connection in connections]
        for connection in connections:
            connection.close()
    statuses = {reply.status for reply in replies if reply}
    assert statuses <= {200, 503} and 200 in statuses and None not in replies
    assert all(reply.headers["retry-after"] for reply in replies if reply and reply.status == 503)
