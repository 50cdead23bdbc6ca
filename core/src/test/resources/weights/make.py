"""Made mixed.safetensors and the hashes in the tests of dev.styleseal.weights (numpy, torch, safetensors 0.8.0)."""
import hashlib, numpy as np, torch
from safetensors.torch import save_file

def ramp(n, step): return torch.arange(n, dtype=torch.float32) * step - 1

save_file({
    "b.weight": ramp(6, 0.25).reshape(2, 3).half(),
    "a.weight": ramp(4, 0.5).half(),
    "z.alpha": torch.tensor(4.0),
    "m.brain": ramp(5, 0.125).bfloat16(),
    "c.weight": ramp(3, 0.1),
    "empty": torch.zeros(0, 7),
    "имя \"ключа\"\n": ramp(1, 1),
}, "mixed.safetensors", {"автор": "line\nbreak \"quoted\" \\ 🎨 \x01"})
print("file", hashlib.sha256(open("mixed.safetensors", "rb").read()).hexdigest())

halves = np.arange(1 << 16, dtype=np.uint16).view(np.float16)
finite = halves[np.isfinite(halves)]
print("half to float", hashlib.sha256(finite.astype("<f4").tobytes()).hexdigest())
floats = (np.arange(1 << 20, dtype=np.uint64) * 4099 % (1 << 32)).astype(np.uint32).view(np.float32)
floats = np.concatenate([floats, finite.astype(np.float32), (finite[:-1].astype(np.float32) + finite[1:].astype(np.float32)) / 2])
floats = floats[np.isfinite(floats)]
with np.errstate(over="ignore"):
    print("float to half", floats.size, hashlib.sha256(floats.astype("<f2").tobytes()).hexdigest())
brain = torch.from_numpy(floats.copy()).bfloat16().view(torch.int16).numpy()
print("float to brain", hashlib.sha256(brain.tobytes()).hexdigest())
