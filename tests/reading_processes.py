"""The processes of this one that read strangers' files; the servers of other tests are its children as well."""

import psutil


def reading_processes() -> list[psutil.Process]:
    """Return zygotes and workers, wherever they stand below this process."""
    found = []
    for child in psutil.Process().children(recursive=True):
        try:
            if any(part.startswith("reading.") for part in child.cmdline()):
                found.append(child)
        except psutil.NoSuchProcess:  # it has ended meanwhile
            continue
    return found


def workers() -> list[psutil.Process]:
    """Return those that read a file: a zygote with a worker below it is left out."""
    return [process for process in reading_processes() if not process.children()]


def the_zygote() -> psutil.Process:
    """Return the one zygote that there is."""
    (zygote,) = [process for process in reading_processes() if "reading.zygote" in _of_this_process(process)]
    return zygote


def _of_this_process(process: psutil.Process) -> list[str]:
    # A forked worker has the zygote's command line: only the one directly below this process is the zygote.
    return process.cmdline() if process.ppid() == psutil.Process().pid else []
