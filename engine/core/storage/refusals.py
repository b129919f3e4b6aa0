"""Sentences for what the system refuses: a full disk, a folder without the right to write, too little memory."""

import errno

from engine.core.storage.paths import workspace

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)  # the disk, a quota or the largest file is full
NO_RIGHT = (errno.EROFS, errno.EACCES, errno.EPERM)
NO_FOLDER = (errno.ENOTDIR, errno.EEXIST)  # a file lies where a folder must be
NO_MEMORY = (errno.ENOMEM, errno.EAGAIN)
ELSEWHERE = "choose another workspace with --home or GLYPHLAB_HOME"


def in_words(error: OSError) -> str:
    """What went wrong with a file or process, and how to mend it."""
    where = error.filename or str(workspace())
    if error.errno in NO_ROOM:
        return "the disk is full; free some space, then resume the job: what was finished is kept."
    if error.errno in NO_RIGHT:
        return f"{where} cannot be written or read ({error.strerror}); change its permissions, or {ELSEWHERE}."
    if error.errno in NO_FOLDER:
        return f"{where} must be a folder or lie in one, and a file is in its place; move that away, or {ELSEWHERE}."
    if error.errno in NO_MEMORY:
        return f"the memory is used up ({error.strerror}); close other programs, then try again."
    return f"{where} cannot be used ({error.strerror or error}); check the disk, or {ELSEWHERE}."


def workspace_damage() -> str:
    """Why the workspace cannot be used at all, as a sentence; "" if it can be."""
    home = workspace()
    inside = next(folder for folder in (home / "data", home, *home.parents) if folder.exists())
    if not inside.is_dir():
        return in_words(NotADirectoryError(errno.ENOTDIR, "Not a directory", str(inside)))
    return ""
