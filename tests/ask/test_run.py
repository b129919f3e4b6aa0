"""The command line asks a server, and says in a sentence what kept it from an answer."""

import json

import pytest

from engine import load
from engine.core.datasets.dataset import open_dataset
from tests.support.commands import engine
from tests.support.dashboard import free_port


@pytest.fixture
def files(server_home, monkeypatch, tmp_path):
    """Two image files, with the text that the model reads in each."""
    monkeypatch.setenv("GLYPHLAB_HOME", str(server_home))
    for place, data in enumerate(open_dataset("digits").image_files(range(2))):
        (tmp_path / f"{place}.png").write_bytes(data)
    paths = [str(tmp_path / f"{place}.png") for place in range(2)]
    return dict(zip(paths, [answer.text for answer in load("reader").read_all(paths)], strict=True))


def test_one_image_gets_all_that_is_known_and_several_their_texts(server, files, home):
    first, second = files
    said = json.loads(engine(home, ["ask", "--url", server.url, first, "--json"]))
    assert (said["text"], said["model"]) == (files[first], "reader") and 0 < said["confidence"] <= 1
    (bad := home / "bad.png").write_text("-")
    lines = engine(home, ["ask", "--url", server.url, first, second, str(bad)]).splitlines()
    assert (
        lines[:2] == [f"{path}: {text}" for path, text in files.items()] and "error: This is not an image" in lines[2]
    )


def test_what_keeps_it_from_an_answer_is_a_sentence(server, files, home, do):
    from engine.ask.run import run
    from engine.ask.spec import AskSpec

    image = next(iter(files))
    for given, sentence in (
        ({"images": ()}, "name at least one image"),
        ({"images": ("none.png",)}, "there is no image file 'none.png'"),
        ({"url": f"http://127.0.0.1:{free_port()}"}, "start one with"),
        ({"url": "ftp://x"}, "url must be an address"),
        ({"length": 9}, "no text is possible"),
        ({"model": "ghost"}, "there is no model 'ghost' here"),
        ({"token_file": "/none"}, "no file '/none' with a token"),
        ({"url": f"{server.url}/docs?"}, "the server answers (405)"),
    ):
        with pytest.raises((ValueError, OSError)) as caught:
            run(AskSpec(**{"images": (image,), "url": server.url, **given}))
        assert sentence in str(caught.value)
