"""What the scripts here share: how times and memory are told."""

import json
import resource
import statistics
import sys


def peak_gib():
    """The most memory the process ever held, VmHWM of Linux; elsewhere what getrusage says."""
    try:
        with open("/proc/self/status") as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) / 2**20
    except OSError:
        pass
    unit = 2**30 if sys.platform == "darwin" else 2**20
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def tell(**fields):
    print(json.dumps(fields), flush=True)


def summary(seconds, last):
    """Of the last of them: the first steps compile, allocate and warm up."""
    counted = seconds[-last:]
    return {
        "seconds": [round(s, 4) for s in seconds],
        "counted": len(counted),
        "median": round(statistics.median(counted), 4),
        "min": round(min(counted), 4),
        "max": round(max(counted), 4),
        "peak_gib": round(peak_gib(), 3),
    }
