"""Singular values, ranks and subspaces of small adapters, by numpy: core/src/test/resources/golden/surgery.*

    pip install numpy scipy safetensors
    python make_surgery.py ../core/src/test/resources/golden
"""
import json
import sys
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from scipy.linalg import subspace_angles

OUT = Path(sys.argv[1])
random = np.random.default_rng(2024)
# out, columns, rank, how fast the directions fade, scale
SIZES = {"linear": (24, 40, 6, 0.6, 0.5), "kernel": (16, 72, 5, 0.9, 2.0), "tall": (50, 12, 8, 0.3, 1.0),
         "over": (4, 6, 9, 0.8, 0.25), "faint": (20, 20, 4, 1e-3, 1.0)}
tensors, cases = {}, []
for name, (rows, columns, rank, fade, scale) in SIZES.items():
    up = (random.normal(size=(rows, rank)) * fade ** np.arange(rank)).astype(np.float32)
    down = random.normal(size=(rank, columns)).astype(np.float32)
    tensors[name + ".up"], tensors[name + ".down"] = up, down
    delta = scale * up.astype(np.float64) @ down.astype(np.float64)
    values = np.linalg.svd(delta, compute_uv=False)[:min(rank, rows, columns)]
    share = values ** 2 / (values ** 2).sum()
    tail = [float(np.sqrt(share[k:].sum())) for k in range(len(values) + 1)]
    cases.append({"name": name, "alpha": scale * rank, "values": values.tolist(), "errors": tail,
                  "effective_rank": float(np.exp(-(share * np.log(share)).sum())),
                  "norm": float(np.linalg.norm(delta))})

dense = []
for name, (rows, columns) in {"wide": (30, 50), "high": (50, 30), "square": (32, 32)}.items():
    matrix = (random.normal(size=(rows, columns)) * np.linspace(1, 0.01, columns)).astype(np.float32)
    tensors[name] = matrix
    dense.append({"name": name, "values": np.linalg.svd(matrix.astype(np.float64), compute_uv=False).tolist()})

pairs = []
for rank_a, rank_b, shared in ((4, 4, 0), (4, 4, 2), (6, 3, 3), (2, 5, 1)):
    name = f"pair{len(pairs)}"
    common = random.normal(size=(32, shared))
    parts = {}
    for side, rank in (("a", rank_a), ("b", rank_b)):
        up = np.concatenate([common, random.normal(size=(32, rank - shared))], 1).astype(np.float32)
        down = random.normal(size=(rank, 24)).astype(np.float32)
        tensors[f"{name}.{side}.up"], tensors[f"{name}.{side}.down"] = up, down
        parts[side] = (up.astype(np.float64), down.astype(np.float64))
    (ua, da), (ub, db) = parts["a"], parts["b"]
    a, b = ua @ da, ub @ db
    small = min(rank_a, rank_b)
    rows = np.cos(subspace_angles(ua, ub)) ** 2
    columns = np.cos(subspace_angles(da.T, db.T)) ** 2
    pairs.append({"name": name, "left": float(rows[:small].sum() / small), "right": float(columns[:small].sum() / small),
                  "cosine": float((a * b).sum() / np.linalg.norm(a) / np.linalg.norm(b))})
save_file(tensors, str(OUT / "surgery.safetensors"))
(OUT / "surgery.json").write_text(json.dumps({"thin": cases, "dense": dense, "pairs": pairs}, indent=1) + "\n")
