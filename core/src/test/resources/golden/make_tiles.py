"""Writes tiles.safetensors beside it: diffusers' tiled VAE on reference/sd1/model/vae with tiles of 16 pixels (8 latents).
Needs diffusers 0.36:
    python make_tiles.py
"""
from pathlib import Path

import torch
from diffusers import AutoencoderKL
from safetensors.torch import save_file

HERE = Path(__file__).parent
vae = AutoencoderKL.from_pretrained(HERE.parent / "reference/sd1/model/vae")
vae.enable_tiling()
vae.tile_sample_min_size, vae.tile_latent_min_size = 16, 8
g = torch.Generator().manual_seed(11)
latents, image = torch.randn(1, 4, 21, 14, generator=g), torch.rand(1, 3, 42, 28, generator=g) * 2 - 1
with torch.no_grad():
    moments = vae._encode(image)
    decoded = vae.decode(latents).sample
assert not torch.allclose(moments, vae.quant_conv(vae.encoder(image)))
save_file({"latents": latents, "image": image, "decoded": decoded, "moments": moments}, str(HERE / "tiles.safetensors"))
