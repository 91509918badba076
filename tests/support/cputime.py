"""The clock of the benches: seconds of CPU, whatever else the machine does."""

from __future__ import annotations

import resource


def cpu() -> float:
    """Seconds of CPU that this process and the children it waited for have used."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)
