"""Correct: a decision by a key is kept, shows the next image, and can be taken back."""

import pytest

from engine.core.jobs import record
from engine.core.models.card import delete_model
from engine.correct.decisions import standing


@pytest.fixture
def page(visit, trained, do):
    do("classify", model="reader", dataset="digits", part="validation")
    return visit("Correct", model="reader")


def named(app, start):
    """The button whose key begins like this."""
    return next(button for button in app.button if str(button.key).startswith(start))


def type_text(app, text):
    """Types a text into the field and confirms it."""
    next(field for field in app.text_input if field.key.startswith("typed_")).set_value(text)
    next(button for button in app.button if button.label == "Set").click().run()


def test_decisions_by_button_and_by_typing_are_kept_and_taken_back(page):
    first = named(page, "skip_").key
    named(page, "skip_").click().run()
    assert named(page, "skip_").key != first
    type_text(page, "22")
    assert [decision.why for decision in standing("reader")] == ["skipped", "typed"]
    assert any("→ **22**" in caption.value for caption in page.caption)
    assert {metric.label: metric.value for metric in page.metric}["images decided"] == "1"
    named(page, "undo_").click().run()
    assert [decision.why for decision in standing("reader")] == ["skipped"]


def test_corrections_can_be_made_a_dataset_and_continued_with(page):
    type_text(page, "22")
    assert "--export reader-corrections" in page.code[0].value
    page.button(key="continue_training").click().run()
    assert [job.verb for job in record.views()[:3]] == ["train", "merge", "correct"]


def test_a_model_that_was_deleted_meanwhile_is_a_sentence(page):
    delete_model("reader")
    named(page, "skip_").click().run()
    assert not page.exception and (page.info or page.warning or page.error)


def test_without_a_job_it_leads_to_classify(visit, trained):
    for job in record.views():
        if job.verb == "classify":
            record.folder_of(job.id).rename(trained / "gone")
    assert "read no images in bulk" in visit("Correct", model="reader").info[0].value
