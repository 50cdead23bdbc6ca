"""Runs ours and the peers in turn, so that what else the machine does meets all alike, and prints a table of medians."""

import argparse
import json
import os
import shlex
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
PEFT = [
    ("peft float32", []),
    ("peft float32, channels_last", ["--channels-last"]),
    ("peft bf16 autocast", ["--precision", "autocast", "--channels-last"]),
    ("peft bf16 weights", ["--precision", "bf16", "--channels-last"]),
    ("peft bf16 weights, plain attention", ["--precision", "bf16", "--channels-last", "--plain-attention"]),
    ("peft bf16 weights, compiled", ["--precision", "bf16", "--channels-last", "--compile"]),
]
DIFFUSERS = [
    ("diffusers float32", []),
    ("diffusers float32, channels_last", ["--channels-last"]),
    ("diffusers bf16", ["--precision", "bf16", "--channels-last"]),
]


def field(result, path):
    for name in path.split("."):
        result = result[name]
    return result


def seconds_of(command, path, last):
    """The last seconds that a run tells; none if it failed, which is said."""
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        print(f"failed with {done.returncode}: {shlex.join(command)}", file=sys.stderr)
        return []
    # Ours is one object over many lines; the peers' last line is the summary.
    text = done.stdout.strip()
    try:
        result = json.loads(text)
    except ValueError:
        result = json.loads(text.splitlines()[-1])
    return field(result, path)[-last:]


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
                        + " bench --work {work} --size {size} --steps {steps} --json")
    parser.add_argument("--ours-field", help="where our JSON has the list of seconds (default: that of the steps of the work)")
    options = parser.parse_args()
    shape = {"work": options.work, "size": str(options.size), "steps": str(options.steps)}
    script, peers = ("peft_step.py", PEFT) if options.work == "step" else ("diffusers_picture.py", DIFFUSERS)
    common = ["--size", shape["size"], "--steps", shape["steps"]]
    runs = [("Style Seal", [word.format(**shape) for word in shlex.split(options.ours)],
             options.ours_field or {"step": "step.seconds", "picture": "picture.step.seconds"}[options.work])]
    runs += [(name, [options.python, os.path.join(HERE, script), *common, *more], "seconds") for name, more in peers]
    if options.sdcpp_python and options.work == "picture":
        runs.append(("stable-diffusion.cpp fp16", [options.sdcpp_python, os.path.join(HERE, "sdcpp_picture.py"),
                                                   options.checkpoint, *common], "seconds"))
    seconds = {name: [] for name, _, _ in runs}
    for _ in range(options.rounds):
        for name, command, path in runs:
            seconds[name] += seconds_of(command, path, options.last)
    ours = statistics.median(seconds["Style Seal"]) if seconds["Style Seal"] else None
    print(f"| {options.work}, {options.size} px | median s | min s | times ours |\n|---|---|---|---|")
    for name, values in seconds.items():
        if not values:
            print(f"| {name} | failed | | |")
            continue
        median = statistics.median(values)
        ratio = f"{median / ours:.2f}" if ours else ""
        print(f"| {name} | {median:.2f} | {min(values):.2f} | {ratio} |")


if __name__ == "__main__":
    main()
