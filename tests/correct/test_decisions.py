"""Decisions of several people: none is lost, each undoes their own, and what is disputed is no lesson."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from engine.core.datasets.dataset import open_dataset
from engine.core.models.card import delete_model
from engine.correct.decisions import Decision, agreed, decide, folder_of, history, image_of, standing, undo
from tests.support.models import card_of, store_model


@pytest.fixture
def net(tiny, do):
    """A model that learned from the dataset "tiny"."""
    assert do("split", dataset=tiny).state == "done"
    store_model("net", card_of(open_dataset(tiny)))
    return "net"


def about(image, text, who="ann", why="typed"):
    return Decision(image=image, file=f"{image}.png", predicted="00", text=text, confidence=0.5, why=why, who=who)


def test_people_who_decide_at_once_overwrite_nothing(net):
    with ThreadPoolExecutor(8) as pool:
        jobs = [pool.submit(decide, net, about(f"i{n}", "01", f"p{n % 4}"), b"png") for n in range(80)]
        assert all(job.result() is None for job in jobs)
    assert len(history(net)) == len(standing(net)) == 80 and image_of(net, "i7") == b"png"


def test_a_disputed_image_is_left_out_until_one_of_them_takes_it_back(net):
    for decision in (about("a", "01"), about("a", "11", "bob"), about("b", "10"), about("c", "", why="skipped")):
        decide(net, decision, b"png")
    rows, disputed = agreed(standing(net))
    assert rows["image"].tolist() == ["b"] and disputed == 1
    assert undo(net, "bob").text == "11" and undo(net, "bob") is None
    rows, disputed = agreed(standing(net))
    assert dict(zip(rows["image"], rows["text"], strict=True)) == {"a": "01", "b": "10"} and disputed == 0
    decide(net, about("a", "00"), b"png")
    undo(net, "ann")
    assert agreed(standing(net))[0].set_index("image")["text"]["a"] == "01"


def test_bad_decisions_and_damaged_lists_are_sentences(net):
    with pytest.raises(ValueError, match="1 to 1,000 symbols; got 0"):
        decide(net, about("a", ""), b"png")
    decide(net, about("a", "01"), b"png")
    with (folder_of(net) / "decisions.jsonl").open("a") as file:
        file.write("{torn")
    with pytest.raises(ValueError, match=r"decisions\.jsonl in corrections is damaged"):
        standing(net)
    delete_model(net)
    with pytest.raises(FileNotFoundError, match="there is no model 'net'"):
        decide(net, about("a", "01"), b"png")
