"""autocast-bf16.safetensors: what the reference UNets give under torch's autocast, and how far that is from float32.

    python make_autocast.py REFERENCE OUT
"""
import sys

import torch
from diffusers import UNet2DConditionModel
from safetensors.torch import load_file, save_file

torch.set_num_threads(1)
reference, out = sys.argv[1:]
tensors = {}
for kind in ("sd1", "sd2", "sdxl"):
    case = load_file(f"{reference}/{kind}/components.safetensors")
    unet = UNet2DConditionModel.from_pretrained(f"{reference}/{kind}/model/unet").float()
    added = {}
    if kind == "sdxl":
        added["added_cond_kwargs"] = {"text_embeds": case["unet.text_embeds"], "time_ids": case["unet.time_ids"]}
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        output = unet(case["unet.sample"], case["unet.timestep"], case["unet.context"], **added).sample.float()
    tensors[f"{kind}.unet.output"] = output
    print(kind, float((output - case["unet.output"]).norm() / case["unet.output"].norm()))
save_file(tensors, f"{out}/autocast-bf16.safetensors")
