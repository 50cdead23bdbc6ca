"""Networks in the shapes of Stable Diffusion 1.5 and XL with random weights: speed does not depend on what they have learnt."""

import torch
from diffusers import AutoencoderKL, UNet2DConditionModel

UNETS = {
    "sd15": dict(
        sample_size=64,
        block_out_channels=(320, 640, 1280, 1280),
        cross_attention_dim=768,
        attention_head_dim=8,
    ),
    "sdxl": dict(
        sample_size=128,
        block_out_channels=(320, 640, 1280),
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
        transformer_layers_per_block=(1, 2, 10),
        attention_head_dim=(5, 10, 20),
        cross_attention_dim=2048,
        use_linear_projection=True,
        addition_embed_type="text_time",
        addition_time_embed_dim=256,
        projection_class_embeddings_input_dim=2816,
    ),
}


def unet(kind):
    return UNet2DConditionModel(**UNETS[kind]).requires_grad_(False)


def vae():
    return AutoencoderKL(
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        block_out_channels=(128, 256, 512, 512),
        layers_per_block=2,
        sample_size=512,
    ).requires_grad_(False)


def condition(kind, batch, size, dtype=torch.float32):
    """What the UNet is told: text states, and for XL pooled text and sizes."""
    text = torch.randn(batch, 77, UNETS[kind]["cross_attention_dim"], dtype=dtype)
    if kind == "sd15":
        return text, None
    sizes = torch.tensor([[size, size, 0, 0, size, size]] * batch, dtype=dtype)
    return text, {"text_embeds": torch.randn(batch, 1280, dtype=dtype), "time_ids": sizes}


def plain_attention(network):
    """Attention as two matrix products and a softmax, in the place of torch's fused one."""
    from diffusers.models.attention_processor import AttnProcessor

    network.set_attn_processor(AttnProcessor())
