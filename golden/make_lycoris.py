"""Adapters by LyCORIS and what they do: core/src/test/resources/golden/lycoris

    pip install -r requirements.txt
    python make_lycoris.py ../core/src/test/resources

layers.safetensors holds one adapter for each kind, kernel and lengths, each at a layer of its own name; expected.safetensors
the layers' weights (shared by form), their input, the difference of the weight and the output. unet.safetensors is an
adapter of many kinds for the UNet of reference/sd1/model, unet-expected.safetensors that UNet's output with it.
"""
import json
import sys
from pathlib import Path

import torch
from diffusers import UNet2DConditionModel
from lycoris.modules.full import FullModule
from lycoris.modules.locon import LoConModule
from lycoris.modules.loha import LohaModule
from lycoris.modules.lokr import LokrModule
from lycoris.modules.norms import NormModule
from safetensors.torch import load_file, save_file

ROOT = Path(sys.argv[1])
OUT = ROOT / "golden/lycoris"
torch.manual_seed(31)
PLAIN = {
    "locon": (LoConModule, dict(lora_dim=4, alpha=3)),
    "loha": (LohaModule, dict(lora_dim=3, alpha=2)),
    "lokr-factored": (LokrModule, dict(lora_dim=1, alpha=2, decompose_both=True)),
    "lokr-half": (LokrModule, dict(lora_dim=2, alpha=1)),
    "lokr-whole": (LokrModule, dict(lora_dim=100, alpha=7, full_matrix=True)),
}
TUCKER = {
    "locon-tucker": (LoConModule, dict(lora_dim=4, alpha=3, use_tucker=True)),
    "loha-tucker": (LohaModule, dict(lora_dim=3, alpha=2, use_tucker=True)),
    "lokr-tucker": (LokrModule, dict(lora_dim=2, alpha=3, use_tucker=True)),
}
LENGTHS = {"plain": {}, "rows": dict(weight_decompose=True, wd_on_out=True), "columns": dict(weight_decompose=True, wd_on_out=False)}


def randomised(module, layer):
    """Every parameter counts; lengths stay near those of the layer."""
    for name, p in module.named_parameters():
        if name == "dora_scale":
            p.data.mul_(1 + 0.3 * torch.rand_like(p))
        else:
            p.data.copy_(torch.randn_like(p) * 0.5)
    return module


def state(module, name):
    sd = module.custom_state_dict() or {k: v for k, v in module.state_dict().items() if "org" not in k}
    return {f"{name}.{k}": v.detach().clone().float().contiguous() for k, v in sd.items() if k != "scalar"}


def layers():
    torch.manual_seed(5)
    forms = {
        "linear": (torch.nn.Linear(12, 16), torch.randn(5, 12), "attentions_0_transformer_blocks_0_attn1_to_q"),
        "conv1": (torch.nn.Conv2d(12, 16, 1), torch.randn(2, 12, 4, 3), "resnets_0_conv_shortcut"),
        "conv3": (torch.nn.Conv2d(12, 16, 3, 1, 1), torch.randn(2, 12, 4, 3), "resnets_0_conv1"),
    }
    adapters, expected, labels = {}, {}, {}
    number = 0
    for form, (layer, x, place) in forms.items():
        expected |= {f"{form}.weight": layer.weight.data, f"{form}.bias": layer.bias.data, f"{form}.x": x}
        kinds = PLAIN | (TUCKER if form == "conv3" else {})
        for kind, (cls, options) in kinds.items():
            for lengths, extra in LENGTHS.items():
                name = f"lora_unet_down_blocks_{number}_{place}"
                module = randomised(cls(name, layer, 1.0, **options, **extra), layer)
                adapters |= state(module, name)
                # get_diff_weight would apply the scale of LoHa and LoKr a second time.
                delta = module.make_weight() * module.scale if cls is LoConModule else module.get_weight(layer.weight.shape)
                module.apply_to()
                with torch.no_grad():
                    expected |= {f"{number}.y": layer(x), f"{number}.delta": delta.detach().reshape(16, -1)}
                module.restore()
                labels[str(number)] = f"{form} {kind} {lengths}"
                number += 1
        name = f"lora_unet_down_blocks_{number}_{place}"
        module = randomised(FullModule(name, layer, 1.0), layer)
        before = layer.weight.data.clone()
        module.apply_to()
        adapters |= state(module, name)
        with torch.no_grad():
            expected |= {f"{number}.y": layer(x), f"{number}.delta": (module.weight - before).detach().reshape(16, -1)}
        module.restore()
        labels[str(number)] = f"{form} full"
        number += 1
    norms = {
        "group": (torch.nn.GroupNorm(4, 16), torch.randn(2, 16, 3, 2), "resnets_0_norm1"),
        "layer": (torch.nn.LayerNorm(16), torch.randn(2, 5, 16), "attentions_0_transformer_blocks_0_norm1"),
    }
    for form, (layer, x, place) in norms.items():
        layer.weight.data.copy_(torch.randn(16))
        layer.bias.data.copy_(torch.randn(16))
        expected |= {f"{form}.weight": layer.weight.data, f"{form}.bias": layer.bias.data, f"{form}.x": x}
        name = f"lora_unet_down_blocks_{number}_{place}"
        module = randomised(NormModule(name, layer, 1.0), layer)
        adapters |= state(module, name)
        module.apply_to()
        with torch.no_grad():
            expected |= {f"{number}.y": layer(x), f"{number}.delta": module.w_norm.detach().reshape(16, 1)}
        module.restore()
        labels[str(number)] = f"{form} norm"
        number += 1
    save_file(adapters, str(OUT / "layers.safetensors"))
    save_file({k: v.contiguous() for k, v in expected.items()}, str(OUT / "expected.safetensors"), {"labels": json.dumps(labels)})
    print(number, "cases")


def network():
    torch.manual_seed(7)
    unet = UNet2DConditionModel.from_pretrained(ROOT / "reference/sd1/model/unet").eval()
    kinds = [
        (LoConModule, dict(lora_dim=3, alpha=2)),
        (LohaModule, dict(lora_dim=2, alpha=1)),
        (LokrModule, dict(lora_dim=2, alpha=1)),
        (LohaModule, dict(lora_dim=2, alpha=2, weight_decompose=True)),
        (LokrModule, dict(lora_dim=1, alpha=1, decompose_both=True, weight_decompose=True, wd_on_out=False)),
        (LoConModule, dict(lora_dim=2, alpha=2, weight_decompose=True)),
        (LoConModule, dict(lora_dim=2, alpha=1, use_tucker=True)),
        (LohaModule, dict(lora_dim=2, alpha=1, use_tucker=True)),
        (LokrModule, dict(lora_dim=1, alpha=1, use_tucker=True)),
    ]
    adapters, modules, full, number = {}, [], 0, 0
    for path, layer in list(unet.named_modules()):
        name = "lora_unet_" + path.replace(".", "_")
        if isinstance(layer, (torch.nn.GroupNorm, torch.nn.LayerNorm)):
            module = NormModule(name, layer, 1.0)
        elif isinstance(layer, (torch.nn.Linear, torch.nn.Conv2d)):
            number += 1
            if number % 12 == 0 and layer.weight.numel() < 5000:
                module = FullModule(name, layer, 1.0)
            else:
                cls, options = kinds[number % len(kinds)]
                module = cls(name, layer, 1.0, **options)
        else:
            continue
        for key, p in module.named_parameters():
            p.data.mul_(1 + 0.05 * torch.rand_like(p)) if key == "dora_scale" else p.data.copy_(torch.randn_like(p) * (0.02 if isinstance(module, (NormModule, FullModule)) else 0.25))
        modules.append((module, name))
    for module, name in modules:
        module.apply_to()
        adapters |= state(module, name)
    theirs = load_file(str(ROOT / "reference/sd1/components.safetensors"))
    with torch.no_grad():
        output = unet(theirs["unet.sample"], theirs["unet.timestep"], theirs["unet.context"]).sample
    difference = (output - theirs["unet.output"]).abs().max().item()
    print("moved the output by", difference, "of", theirs["unet.output"].abs().max().item())
    save_file(adapters, str(OUT / "unet.safetensors"))
    save_file({"output": output}, str(OUT / "unet-expected.safetensors"))


layers()
network()
