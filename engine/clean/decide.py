"""What is decided by hand about single images: it changes the quarantine at once, and cleaning again respects it."""

from collections.abc import Iterable

import pandas as pd
import pyarrow as pa

from engine.core.datasets.dataset import Dataset
from engine.core.storage.tables import read_table, write_table

FILE = "decisions.parquet"
MEND = "restore it from a copy, or clean again with earlier decisions discarded"
TYPES = {"id": pa.int64(), "out": pa.bool_(), "reason": pa.string()}


def decisions_of(opened: Dataset) -> pd.DataFrame:
    """Columns id, out (left out or kept) and reason; empty while nothing was decided. Raises DamagedFileError."""
    path = opened.folder / FILE
    if not path.exists():
        return pd.DataFrame({"id": pd.Series(dtype="int64"), "out": pd.Series(dtype=bool), "reason": []})
    return read_table(path, list(TYPES), TYPES, MEND).to_pandas()


def leave_out(opened: Dataset, rows: pd.DataFrame) -> None:
    """Leaves rows (columns id, reason) out of use. Raises ValueError when nothing would be kept."""
    together = pd.concat([opened.quarantine(), rows]).drop_duplicates("id")
    if len(together) >= opened.info.count:
        raise ValueError(f"all {opened.info.count:,} images would be left out; keep some of them.")
    note(opened, rows.assign(out=True))
    opened.write_quarantine(together)


def bring_back(opened: Dataset, ids: Iterable[int]) -> None:
    """Takes images into use again."""
    rows = pd.DataFrame({"id": list(ids)})
    note(opened, rows.assign(out=False, reason=""))
    out = opened.quarantine()
    opened.write_quarantine(out[~out["id"].isin(rows["id"])])


def note(opened: Dataset, rows: pd.DataFrame) -> None:
    """Stores decisions; a later one on the same image replaces an earlier one."""
    whole = pd.concat([rows[["id", "out", "reason"]], decisions_of(opened)]).drop_duplicates("id").sort_values("id")
    columns = {name: pa.array(whole[name], kind) for name, kind in TYPES.items()}
    write_table(opened.folder / FILE, pa.table(columns))


def applied(listed: pd.DataFrame, decisions: pd.DataFrame) -> pd.DataFrame:
    """A quarantine (columns id, reason) as the decisions change it."""
    out = decisions.loc[decisions["out"].astype(bool), ["id", "reason"]]
    rows = pd.concat([listed[~listed["id"].isin(decisions["id"])], out])
    return rows.sort_values("id", ignore_index=True)
