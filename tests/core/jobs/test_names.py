"""A free name is one that a job could take."""

from engine.core.jobs import control
from engine.core.jobs.names import free_name
from engine.core.storage.folders import make_folder
from engine.core.storage.paths import models_folder, sweeps_folder


def test_a_free_name_is_neither_there_nor_about_to_be(home):
    assert free_name("net", "model") == "net"
    make_folder(models_folder() / "net")
    make_folder(sweeps_folder() / "net-3")
    control.create("train", {"name": "net-2"}, ("model", "net-2"))
    assert free_name("net", "model") == "net-3"
    assert free_name("net", "model", "sweep") == "net-4"
    assert free_name("net", "dataset") == "net"
    control.create("train", {"name": free_name("net", "model")}, ("model", "net-3"))
    assert free_name("net", "model") == "net-4"
