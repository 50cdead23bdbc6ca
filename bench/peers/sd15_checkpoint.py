"""Writes Stable Diffusion 1.5 with random weights as one file in fp16, named as stable-diffusion.cpp wants it."""

import sys

import torch
from safetensors.torch import save_file
from transformers import CLIPTextConfig, CLIPTextModel

import models


def tensors():
    torch.manual_seed(0)
    text = CLIPTextModel(CLIPTextConfig(
        vocab_size=49408, hidden_size=768, intermediate_size=3072, num_hidden_layers=12, num_attention_heads=12,
        max_position_embeddings=77, projection_dim=768))
    # The names of a diffusers folder, put together: stable-diffusion.cpp converts them itself.
    for prefix, network in (("unet.", models.unet("sd15")), ("vae.", models.vae()), ("te.", text)):
        for name, tensor in network.state_dict().items():
            if not name.endswith("position_ids"):
                yield prefix + name, tensor.to(torch.float16).contiguous()


if __name__ == "__main__":
    save_file(dict(tensors()), sys.argv[1])
