"""Runs our bench over sizes, batches, ranks and threads, and draws how a training step grows with each."""

import argparse
import json
import os
import shlex
import statistics
import subprocess

import matplotlib

matplotlib.use("svg")
from matplotlib import pyplot

HERE = os.path.dirname(os.path.abspath(__file__))
AXES = [
    ("pixels of a side", "--size", [128, 192, 256, 384, 512], {}),
    ("pictures in a batch (128 px)", "--batch", [1, 2, 4, 8], {"--size": 128}),
    ("rank (256 px)", "--rank", [4, 16, 64, 128], {"--size": 256}),
    ("threads (256 px)", "--threads", [1, 2], {"--size": 256}),
]


def step(ours, settings, steps):
    """Median seconds and peak GiB of a training step, and the GFLOP/s of matrix products in that run."""
    command = ours + ["bench", "--work", "step", "--json", "--steps", str(steps)]
    for option, value in settings.items():
        command += [option, str(value)]
    result = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
    return statistics.median(result["step"]["seconds"]), result["memory"]["peak_bytes"] / 2**30, result["gemm"]["float32"] / 1e9


def measured(options):
    growth = []
    for label, option, values, others in AXES:
        points = [(value, *step(shlex.split(options.ours), {**others, option: value}, options.steps)) for value in values]
        growth.append({"label": label, "points": points})
        print(json.dumps(growth[-1]), flush=True)
    return growth


def drawn(growth, file):
    pyplot.rcParams.update({"svg.hashsalt": "growth", "font.size": 9})
    figure, panels = pyplot.subplots(1, len(growth), figsize=(13, 3))
    for panel, axis in zip(panels, growth):
        values, seconds, peaks, _ = zip(*axis["points"])
        panel.plot(values, seconds, "o-", color="#1f5fbf")
        panel.set_xlabel(axis["label"])
        panel.set_xticks(values)
        panel.set_ylim(bottom=0)
        panel.set_ylabel("seconds a step", color="#1f5fbf")
        memory = panel.twinx()
        memory.plot(values, peaks, "s--", color="#b8560f")
        memory.set_ylim(bottom=0)
        memory.set_ylabel("peak memory, GiB", color="#b8560f")
    figure.tight_layout()
    figure.savefig(file, metadata={"Date": None})


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ours", default=os.path.join(HERE, "..", "..", "styleseal"))
    parser.add_argument("--steps", type=int, default=3)
    parser.add_argument("--figures", default="growth.json", help="what was measured; taken from there if the file exists")
    parser.add_argument("--output", default="growth.svg")
    options = parser.parse_args()
    if os.path.exists(options.figures):
        with open(options.figures, encoding="utf-8") as file:
            growth = json.load(file)
    else:
        growth = measured(options)
        with open(options.figures, "w", encoding="utf-8") as file:
            json.dump(growth, file)
    drawn(growth, options.output)


if __name__ == "__main__":
    main()
