"""New images: different in every epoch, equal when it is repeated, drawn by processes that never outlive the job."""

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
from engine.core.datasets.preprocessing import preparation_for, preprocessing_of
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
from tests.train.conftest import SMALL, generated, job_for

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # raised inside Keras


def prepared(name, source, **values):
    """Net, material, spec and job, as a run has them."""
    spec = TrainSpec(dataset=source, name=name, batch=16, **{"stream": True, "epochs": 2, **values}).resolved(42)
    job = job_for(spec)
    material = load(spec, job)
    keras.utils.set_random_seed(spec.seed)
    return net_of(material, spec), material, spec, job


def plan_of(source, **values):
    """The plan of a training on a dataset, without augmentation."""
    no_augmentation = dict.fromkeys(("shift", "rotation", "shear", "scale", "contrast", "noise"), 0)
    chosen = {"dataset": source, "name": "m", "batch": 16, "stream": True, "epochs": 5000, "epoch_images": 48}
    spec, source_dataset = TrainSpec(**(chosen | no_augmentation | values)), open_dataset(source)
    preparation = preparation_for(source_dataset, preprocessing_of(source_dataset), spec.mode)
    return stream.plan_for(source_dataset, stream.codec_of(stream.drawer_of(source_dataset)), preparation, spec)


@pytest.mark.parametrize(
    "options", [{}, {"different": True, "length": "2-4"}, {"experiment": "grid", "levels": ("dots=0,9",)}]
)
def test_every_epoch_is_new_and_the_same_when_it_is_repeated(home, options):
    source = generated("d", **options)
    plan = plan_of("d")
    epochs = [[stream.draw(plan, (epoch, index)) for index in range(plan.steps)] for epoch in (0, 1, 0)]
    images = [np.concatenate([batch.images for batch in epoch]) for epoch in epochs]
    np.testing.assert_array_equal(images[0], images[2])
    stored = stream.drawer_of(source).images(range(source.info.count))
    pixels = [image.tobytes() for image, _ in stored if image.ndim == 2]
    pixels += [image.tobytes() for epoch in images[:2] for image in epoch]
    assert len(set(pixels)) == len(pixels) and len(pixels) >= 96
    texts = [text for epoch in epochs[:2] for batch in epoch for text in plan.codec.decode(batch.classes)]
    assert {len(text) for text in texts} == set(range(source.info.lengths[0], source.info.lengths[1] + 1))
    assert not np.array_equal(images[0][:16], stream.draw(plan_of("d", seed=2), (0, 0)).images)


def test_resuming_with_new_images_equals_never_having_stopped(home):
    generated("d")
    before = drawers(psutil.Process())  # such as those of a server that other tests share
    uninterrupted = fit(Trainer(*prepared("whole", "d", epoch_images=32)))
    net, material, spec, job = prepared("broken", "d", epoch_images=32)
    trainer = Trainer(net, material, spec, job)
    with closing(trainer.batches):
        checkpoint.save(trainer.epoch(None), job)
    keras.utils.set_random_seed(99)
    resumed = fit(Trainer(net_of(material, spec), material, spec, job))
    for name in ("net", "optimiser", "ema", "best"):
        for expected, actual in zip(getattr(uninterrupted, name), getattr(resumed, name), strict=True):
            np.testing.assert_allclose(expected, actual, atol=1e-6)
    assert set(drawers(psutil.Process())) <= set(before)


def drawers(process):
    """The living children of a process that it spawned; Python's own resource tracker does not count."""
    children = [child for child in process.children(recursive=True) if child.status() != psutil.STATUS_ZOMBIE]
    return [child for child in children if "spawn_main" in " ".join(child.cmdline())]


LEARNER = """
from engine.core.datasets.dataset import open_dataset
from engine.core.datasets.preprocessing import preparation_for, preprocessing_of
from engine.train.data import stream
from engine.train.spec import TrainSpec

if __name__ == "__main__":
    spec = TrainSpec(dataset="d", name="m", stream=True, epochs=5000, epoch_images=64, batch=32)
    source = open_dataset("d")
    codec = stream.codec_of(stream.drawer_of(source))
    preparation = preparation_for(source, preprocessing_of(source), spec.mode)
    batches = stream.StreamedBatches(stream.plan_for(source, codec, preparation, spec))
    for epoch in range(5000):
        for images, classes in batches.epoch(epoch):
            print(images.shape, flush=True)
"""


def test_the_drawing_processes_are_gone_when_the_job_was_killed(home, tmp_path):
    generated("d")
    (tmp_path / "learner.py").write_text(LEARNER)
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    job = subprocess.Popen([sys.executable, tmp_path / "learner.py"], env=environment, stdout=subprocess.PIPE)
    with job, job.stdout as seen:
        assert seen.readline() == b"(32, 24, 32, 1)\n"
        children = drawers(psutil.Process(job.pid))
        job.send_signal(signal.SIGKILL)
        assert children and psutil.wait_procs(children, timeout=30)[1] == []


def test_a_drawing_process_that_fails_or_is_killed_is_a_sentence(home):
    generated("d")
    plan, before = plan_of("d"), drawers(psutil.Process())
    with (
        closing(stream.StreamedBatches(plan._replace(codec=labels.codec_of(["0"])))) as failing,
        pytest.raises(ValueError, match=r"must consist of the symbols|must have exactly 1"),
    ):
        list(failing.epoch(0))
    with closing(stream.StreamedBatches(plan._replace(steps=5000))) as killed:
        running = killed.epoch(0)
        next(running)
        for process in set(drawers(psutil.Process())) - set(before):
            os.kill(process.pid, signal.SIGKILL)
        with pytest.raises(ValueError, match=r"that draws new images was killed, .* then resume the job"):
            list(running)


def test_what_cannot_be_drawn_again_is_refused_with_a_sentence(few):
    with pytest.raises(
        ValueError, match=r"stream needs a generated dataset, .* 'few' was not generated. Turn stream off"
    ):
        prepared("m", "few")
    generated("d")
    with pytest.raises(
        ValueError, match=r"batch must be at most .* got 16 for 8 images. Lower batch, or raise epoch_im"
    ):
        plan_of("d", epoch_images=8)
    generated("p", renderer="package", symbols="012", font_size="42-56", height=60, width=160, dots=30, length=4)
    with pytest.raises(ValueError, match=r"must be the same each time, .* set renderer to glyphlab"):
        plan_of("p")


def alone(spec, index):
    """One image drawn separately; None if the guards refuse every try."""
    try:
        return next(images(spec, [index])).image
    except ValueError:
        return None


def test_new_images_that_the_guards_refuse_are_replaced_and_all_the_others_stay(home):
    spec = GenerateSpec(name="g", minimum_contrast=121, **SMALL)
    drawn = [image for image, _ in Drawings(spec).images(range(100, 140))]
    alone_images = [alone(spec, i) for i in range(100, 140)]
    refused = [image is None for image in alone_images]
    assert 0 < sum(refused) < 40 == len(drawn)
    pairs = zip(drawn, alone_images, strict=True)
    assert all(expected is None or np.array_equal(image, expected) for image, expected in pairs)
    impossible = Drawings(spec.model_copy(update={"minimum_contrast": 200}))
    with pytest.raises(ValueError, match="has too little contrast in each of 50 tries"):
        list(impossible.images([100]))
