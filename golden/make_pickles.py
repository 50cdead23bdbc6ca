"""pickles/: what torch.save writes, in both formats and every protocol, each with its tensors as safetensors.

    python make_pickles.py REFERENCE OUT
"""
import sys
from collections import OrderedDict
from pathlib import Path
from types import ModuleType

import numpy
import torch
from safetensors.torch import load_file, save_file

reference, out = map(Path, sys.argv[1:])
torch.manual_seed(7)
generator = torch.Generator().manual_seed(7)


def types_of(name):
    """A module of that name that holds nothing yet."""
    parts = name.split(".")
    for i in range(1, len(parts) + 1):
        sys.modules[".".join(parts[:i])] = ModuleType(".".join(parts[:i]))
    return sys.modules[name]


def random(*shape):
    return torch.randn(*shape, generator=generator)


def expect(name, tensors):
    save_file({key: tensor.detach().clone().contiguous() for key, tensor in tensors.items()}, out / f"{name}.safetensors")


names = "float64 float32 float16 bfloat16 int64 int32 int16 int8 uint8 bool uint16 uint32 float8_e4m3fn float8_e5m2".split()
types = {name: (random(3, 5) * 20).abs().to(getattr(torch, name)) for name in names}
types["number"] = torch.tensor(2.5)
types["empty"] = torch.zeros(0, 4)
torch.save(types, out / "types.pt")
expect("types", types)

base = random(6, 8)
layer = torch.nn.Conv2d(3, 4, 3).to(memory_format=torch.channels_last)
views = layer.state_dict(prefix="conv.")  # an OrderedDict with notes on versions
views["transposed"] = base.t()
views["slice"] = base[2:5]
views["column"] = base[:, 3]
views["steps"] = base[1::2, ::3]
views["parameter"] = torch.nn.Parameter(random(2, 3))
views["tied"] = views["parameter"]
views["transposed_half"] = random(5, 7).half().t()
torch.save(views, out / "views.pt")
torch.save(views, out / "views-legacy.pt", _use_new_zipfile_serialization=False)
expect("views", views)

model = OrderedDict((f"layer.{i}.weight", random(2, 2)) for i in range(3))
nested = {
    "epoch": 3,
    "global_step": 875000,
    "loss": 0.25,
    "half_way": True,
    "best": numpy.float64(0.5),
    "nothing": None,
    "pytorch-lightning_version": "1.4.2",
    "optimizer_states": [{"state": {0: {"exp_avg": random(2, 2)}}}],
    "state_dict": {"note": "é", "state_dict": model},
}
torch.save(nested, out / "nested.ckpt")
for protocol in (2, 3, 4, 5):
    torch.save(nested, out / f"protocol{protocol}.ckpt", pickle_protocol=protocol)
    torch.save(
        nested, out / f"legacy{protocol}.ckpt", pickle_protocol=protocol, _use_new_zipfile_serialization=False
    )
expect("nested", model)

# The first Stable Diffusion checkpoints have a class of their trainer as a key.
module = types_of("pytorch_lightning.callbacks.model_checkpoint")
module.ModelCheckpoint = type("ModelCheckpoint", (), {"__module__": module.__name__})
noted = {"callbacks": {module.ModelCheckpoint: {"best_model_score": random(1)}}, "global_step": 470000, "state_dict": model}
torch.save(noted, out / "lightning.ckpt")

word = {
    "string_to_token": {"*": 265},
    "string_to_param": {"*": random(2, 8)},
    "name": "fox",
    "step": 500,
    "sd_checkpoint": "ab12cd34",
    "sd_checkpoint_name": "v1-5",
}
torch.save(word, out / "word.pt")
expect("word", {"emb_params": word["string_to_param"]["*"]})
torch.save({"<toy>": random(8)}, out / "learned_embeds.bin")
expect("learned_embeds", torch.load(out / "learned_embeds.bin"))

seal = load_file(reference / "sd1/lora/rs/kohya.safetensors")
torch.save(seal, out / "seal.bin", _use_new_zipfile_serialization=False)
