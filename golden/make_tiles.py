"""The VAE in tiles: core/src/test/resources/golden/tiles.safetensors

    pip install -r requirements.txt
    python make_tiles.py ../core/src/test/resources

The VAE is that of reference/sd1/model there, a tile has 16 pixels (8 latents).
"""
import sys
from pathlib import Path

import torch
from diffusers import AutoencoderKL
from safetensors.torch import save_file

ROOT = Path(sys.argv[1])
vae = AutoencoderKL.from_pretrained(ROOT / "reference/sd1/model/vae")
vae.enable_tiling()
vae.tile_sample_min_size, vae.tile_latent_min_size = 16, 8
g = torch.Generator().manual_seed(11)
latents, image = torch.randn(1, 4, 21, 14, generator=g), torch.rand(1, 3, 42, 28, generator=g) * 2 - 1
with torch.no_grad():
    moments = vae._encode(image)
    decoded = vae.decode(latents).sample
assert not torch.allclose(moments, vae.quant_conv(vae.encoder(image)))
save_file({"latents": latents, "image": image, "decoded": decoded, "moments": moments}, str(ROOT / "golden/tiles.safetensors"))
