"""Which model was trained on which dataset and split."""

from engine.core.datasets.dataset import dataset_names, open_dataset
from engine.core.models.card import model_folder, model_names, read_card


def readings(model_name: str) -> list[str]:
    """The datasets whose readings are stored with a model, and that still exist."""
    stored = {path.stem for path in (model_folder(model_name) / "predictions").glob("*.parquet")}
    return sorted(stored & set(dataset_names()))


def trained_on(dataset_name: str) -> list[str]:
    """The models that were trained on the dataset as it is split now."""
    split = open_dataset(dataset_name).split_fingerprint()
    return [name for name in model_names() if same_split(name, dataset_name, split)]


def same_split(model_name: str, dataset_name: str, split: str) -> bool:
    """Whether a model learned from this dataset under this split; a damaged model does not count."""
    try:
        card = read_card(model_name)
    except ValueError:
        return False
    return card.dataset == dataset_name and card.split_fingerprint == split
