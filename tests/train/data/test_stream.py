"""Fresh images: new in every epoch, the same when it is repeated, drawn by processes that never outlive the job."""

import os
import signal
import subprocess
import sys
from contextlib import closing

import numpy as np
import psutil
import pytest

from engine.core.datasets import labels
from engine.core.datasets.dataset import open_dataset
from engine.core.datasets.preprocessing import preparation_for, steps_of
from engine.generate.on_demand import Drawings
from engine.generate.painting import images
from engine.generate.spec import GenerateSpec
from engine.nets.backend import keras
from engine.train.data import stream
from engine.train.data.material import load
from engine.train.export import net_of
from engine.train.loop import checkpoint
from engine.train.loop.trainer import Trainer, fit
from engine.train.spec import TrainSpec
from tests.support.commands import PROJECT
from tests.train.conftest import SMALL, job_for, made

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # raised inside Keras


def prepared(name, source, **values):
    """Spec, job, material and a fresh net, as a run has them."""
    spec = TrainSpec(dataset=source, name=name, batch=16, **{"stream": True, "epochs": 2, **values}).resolved(42)
    job = job_for(spec)
    material = load(spec, job)
    keras.utils.set_random_seed(spec.seed)
    return net_of(material, spec), material, spec, job


def order_of(source, **values):
    """The order that training on a dataset gives, without changes to the pictures."""
    still = dict.fromkeys(("shift", "turn", "slant", "zoom", "contrast", "noise"), 0)
    chosen = {"dataset": source, "name": "m", "batch": 16, "stream": True, "epochs": 5000, "epoch_images": 48}
    spec, opened = TrainSpec(**(chosen | still | values)), open_dataset(source)
    preparation = preparation_for(opened, steps_of(opened), spec.mode)
    return stream.order(opened, stream.codec_of(stream.drawer_of(opened)), preparation, spec)


@pytest.mark.parametrize(
    "more", [{}, {"different": True, "length": "2-4"}, {"experiment": "grid", "levels": ("dots=0,9",)}]
)
def test_every_epoch_is_new_and_the_same_when_it_is_repeated(home, more):
    source = made("d", **more)
    wanted = order_of("d")
    epochs = [[stream.draw(wanted, (epoch, index)) for index in range(wanted.steps)] for epoch in (0, 1, 0)]
    images = [np.concatenate([batch.images for batch in epoch]) for epoch in epochs]
    np.testing.assert_array_equal(images[0], images[2])
    before = stream.drawer_of(source).images(range(source.info.count))
    pixels = [image.tobytes() for image, _ in before if image.ndim == 2]
    pixels += [image.tobytes() for epoch in images[:2] for image in epoch]
    assert len(set(pixels)) == len(pixels) and len(pixels) >= 96
    texts = [text for epoch in epochs[:2] for batch in epoch for text in wanted.codec.decode(batch.classes)]
    assert {len(text) for text in texts} == set(range(source.info.lengths[0], source.info.lengths[1] + 1))
    assert not np.array_equal(images[0][:16], stream.draw(order_of("d", seed=2), (0, 0)).images)


def test_going_on_with_fresh_images_equals_never_having_stopped(home):
    made("d")
    whole = fit(Trainer(*prepared("whole", "d", epoch_images=32)))
    net, material, spec, job = prepared("broken", "d", epoch_images=32)
    trainer = Trainer(net, material, spec, job)
    with closing(trainer.batches):
        checkpoint.save(trainer.epoch(None), job)
    keras.utils.set_random_seed(99)
    broken = fit(Trainer(net_of(material, spec), material, spec, job))
    for name in ("net", "optimiser", "average", "best"):
        for one, other in zip(getattr(whole, name), getattr(broken, name), strict=True):
            np.testing.assert_allclose(one, other, atol=1e-6)
    assert not drawers(psutil.Process())


def drawers(process):
    """The living children of a process that draw; the tracker of Python's own is none."""
    found = [each for each in process.children(recursive=True) if each.status() != psutil.STATUS_ZOMBIE]
    return [each for each in found if "spawn_main" in " ".join(each.cmdline())]


LEARNER = """
from engine.core.datasets.dataset import open_dataset
from engine.core.datasets.preprocessing import preparation_for, steps_of
from engine.train.data import stream
from engine.train.spec import TrainSpec

if __name__ == "__main__":
    spec = TrainSpec(dataset="d", name="m", stream=True, epochs=5000, epoch_images=64, batch=32)
    source = open_dataset("d")
    codec = stream.codec_of(stream.drawer_of(source))
    batches = stream.Fresh(stream.order(source, codec, preparation_for(source, steps_of(source), spec.mode), spec))
    for epoch in range(5000):
        for images, classes in batches.epoch(epoch):
            print(images.shape, flush=True)
"""


def test_the_drawing_processes_are_gone_when_the_job_was_killed(home, tmp_path):
    made("d")
    (tmp_path / "learner.py").write_text(LEARNER)
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    job = subprocess.Popen([sys.executable, tmp_path / "learner.py"], env=environment, stdout=subprocess.PIPE)
    with job, job.stdout as seen:
        assert seen.readline() == b"(32, 24, 32, 1)\n"
        children = drawers(psutil.Process(job.pid))
        job.send_signal(signal.SIGKILL)
        assert children and psutil.wait_procs(children, timeout=30)[1] == []


def test_a_drawing_process_that_fails_or_is_killed_is_a_sentence(home):
    made("d")
    wanted = order_of("d")
    with (
        closing(stream.Fresh(wanted._replace(codec=labels.codec_of(["0"])))) as failing,
        pytest.raises(ValueError, match=r"which is not in|has exactly 1"),
    ):
        list(failing.epoch(0))
    with closing(stream.Fresh(wanted._replace(steps=5000))) as killed:
        running = killed.epoch(0)
        next(running)
        for each in drawers(psutil.Process()):
            os.kill(each.pid, signal.SIGKILL)
        with pytest.raises(ValueError, match=r"that draws fresh images was killed, .* then resume the job"):
            list(running)


def test_what_cannot_be_drawn_anew_is_refused_with_a_sentence(few):
    with pytest.raises(ValueError, match=r"stream needs a dataset that was generated, .* 'few' was not: leave stream"):
        prepared("m", "few")
    made("d")
    with pytest.raises(
        ValueError, match=r"batch must be at most .* got 16 for 8 images: lower batch, or raise epoch_im"
    ):
        order_of("d", epoch_images=8)
    made("p", renderer="package", symbols="012", font_size="42-56", height=60, width=160, dots=30, length=4)
    with pytest.raises(ValueError, match=r"cannot be drawn a second time, .* set renderer to glyphlab"):
        order_of("p")


def alone(spec, i):
    """An image by itself; None where the guards refuse each of its tries."""
    try:
        return next(images(spec, [i])).image
    except ValueError:
        return None


def test_new_images_that_the_guards_refuse_are_replaced_and_all_the_others_stay(home):
    spec = GenerateSpec(name="g", least_contrast=121, **SMALL)
    found = [image for image, _ in Drawings(spec).images(range(100, 140))]
    single = [alone(spec, i) for i in range(100, 140)]
    refused = [each is None for each in single]
    assert 0 < sum(refused) < 40 == len(found)
    pairs = zip(found, single, strict=True)
    assert all(other is None or np.array_equal(one, other) for one, other in pairs)
    impossible = Drawings(spec.model_copy(update={"least_contrast": 200}))
    with pytest.raises(ValueError, match="has too little contrast in each of 50 tries"):
        list(impossible.images([100]))
