"""The best epoch reads most texts right, with the smallest loss; without a validation it is the last."""

from engine.train.loop.checkpoint import best_of


def test_of_equal_epochs_the_one_with_the_smaller_loss_is_best():
    rows = [
        {"epoch": 1, "val_exact_match": 0.5, "val_loss": 0.1},
        {"epoch": 2, "val_exact_match": 0.8, "val_loss": 0.7},
        {"epoch": 3, "val_exact_match": 0.8, "val_loss": 0.6},
        {"epoch": 4, "val_exact_match": 0.8, "val_loss": 0.6},
    ]
    assert best_of(rows)["epoch"] == 3
    assert best_of([{"epoch": 1, "loss": 0.1}, {"epoch": 2, "loss": 0.9}])["epoch"] == 2
