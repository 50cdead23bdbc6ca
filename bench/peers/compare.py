"""Runs ours and the peers in turn, so that what else the machine does meets all alike, and prints a table of medians."""

import argparse
import json
import os
import re
import shlex
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
HEAP = {"MALLOC_ARENA_MAX": "1", "MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": "34359738368",
        "MALLOC_TOP_PAD_": "268435456", "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}
PEFT = [
    ("peft float32", [], {}),
    ("peft float32, channels_last, tuned heap", ["--channels-last"], HEAP),
    ("peft bf16 autocast, channels_last, tuned heap", ["--precision", "autocast", "--channels-last"], HEAP),
    ("peft bf16 weights, channels_last, tuned heap", ["--precision", "bf16", "--channels-last"], HEAP),
    ("peft bf16 weights, plain attention", ["--precision", "bf16", "--channels-last", "--plain-attention"], HEAP),
    ("peft bf16 weights, compiled", ["--precision", "bf16", "--channels-last", "--compile"], HEAP),
]
DIFFUSERS = [
    ("diffusers float32", [], {}),
    ("diffusers float32, channels_last, tuned heap", ["--channels-last"], HEAP),
    ("diffusers bf16, channels_last, tuned heap", ["--precision", "bf16", "--channels-last"], HEAP),
]


def field(result, path):
    for name in path.split("."):
        result = result[name]
    return result


def measured(command, environment, path, last):
    """The last seconds that a run tells, and its peak of memory in GiB; nothing if it failed, which is said."""
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, env={**os.environ, **environment})
    if done.returncode:
        print(f"failed with {done.returncode}: {shlex.join(command)}", file=sys.stderr)
        return [], []
    # Ours is one object over many lines; the peers' last line is the summary.
    text = done.stdout.strip()
    ours = text.startswith("{\n")
    result = json.loads(text if ours else text.splitlines()[-1])
    seconds = field(result, path)[-last:]
    print(f"{seconds} {shlex.join(command)}", file=sys.stderr, flush=True)
    return seconds, [result["memory"]["peak_bytes"] / 2**30 if ours else result["peak_gib"]]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", choices=["step", "picture"], default="step")
    parser.add_argument("--size", type=int, default=512)
    parser.add_argument("--steps", type=int, default=7)
    parser.add_argument("--last", type=int, default=5, help="how many of the last steps of a run count")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--python", default=sys.executable, help="the Python that has requirements.txt")
    parser.add_argument("--sdcpp-python", help="the Python that has stable-diffusion-cpp-python, with --checkpoint")
    parser.add_argument("--checkpoint")
    parser.add_argument("--ours", default=os.path.join(HERE, "..", "..", "styleseal")
                        + " bench --kind {kind} --work {work} --size {size} --steps {steps} --json")
    parser.add_argument("--ours-field", help="where our JSON has the list of seconds (default: that of the steps of the work)")
    parser.add_argument("--kind", choices=["sd15", "sdxl"], default="sd15")
    parser.add_argument("--more", default="", help="further options of ours, in one word")
    parser.add_argument("--peers-more", default="", help="further options of the peers' script, in one word")
    parser.add_argument("--only", default="", help="regular expression of the peers that run; all if it is not said")
    options = parser.parse_args()
    shape = {"work": options.work, "size": str(options.size), "steps": str(options.steps), "kind": options.kind}
    script, peers = ("peft_step.py", PEFT) if options.work == "step" else ("diffusers_picture.py", DIFFUSERS)
    common = ["--size", shape["size"], "--steps", shape["steps"]]
    if options.work == "step":
        common += ["--model", options.kind]
    common += shlex.split(options.peers_more)
    ours = shlex.split(options.ours) + shlex.split(options.more)
    runs = [("Style Seal", [word.format(**shape) for word in ours], {},
             options.ours_field or {"step": "step.seconds", "picture": "picture.step.seconds"}[options.work])]
    runs += [(name, [options.python, os.path.join(HERE, script), *common, *more], environment, "seconds")
             for name, more, environment in peers if re.search(options.only, name)]
    if options.sdcpp_python and options.work == "picture":
        runs.append(("stable-diffusion.cpp fp16", [options.sdcpp_python, os.path.join(HERE, "sdcpp_picture.py"),
                                                   options.checkpoint, *common], {}, "seconds"))
    seconds = {name: [] for name, *_ in runs}
    peaks = {name: [] for name, *_ in runs}
    for _ in range(options.rounds):
        for name, command, environment, path in runs:
            times, peak = measured(command, environment, path, options.last)
            seconds[name] += times
            peaks[name] += peak
    ours = statistics.median(seconds["Style Seal"]) if seconds["Style Seal"] else None
    print(f"| {options.kind}, {options.work}, {options.size} px | steps | median s | min .. max | ours / it | peak GiB |\n|---|---|---|---|---|---|")
    for name, values in seconds.items():
        if not values:
            print(f"| {name} | failed | | | | |")
            continue
        median = statistics.median(values)
        ratio = f"{ours / median:.2f}" if ours else ""
        print(f"| {name} | {len(values)} | {median:.2f} | {min(values):.2f} .. {max(values):.2f} | {ratio} | {max(peaks[name]):.2f} |")


if __name__ == "__main__":
    main()
