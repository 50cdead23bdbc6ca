"""Times LoRA training steps of diffusers and peft: noise prediction, mean squared error, clipping to 1, AdamW."""

import argparse
import time
from contextlib import nullcontext

import torch
from diffusers import DDPMScheduler
from peft import LoraConfig

import measure
import models

TARGETS = ["to_q", "to_k", "to_v", "to_out.0", "proj_in", "proj_out", "ff.net.0.proj", "ff.net.2"]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", choices=sorted(models.UNETS), default="sd15")
    parser.add_argument("--size", type=int, default=512, help="pixels of a side")
    parser.add_argument("--batch", type=int, default=1)
    parser.add_argument("--rank", type=int, default=8)
    parser.add_argument("--steps", type=int, default=7)
    parser.add_argument("--last", type=int, default=5, help="how many of the last steps count")
    parser.add_argument("--precision", choices=["float32", "autocast", "bf16"], default="float32",
                        help="autocast: float32 weights, multiplied in bf16; bf16: weights in bf16 too")
    parser.add_argument("--channels-last", action="store_true")
    parser.add_argument("--plain-attention", action="store_true")
    parser.add_argument("--compile", action="store_true", help="torch.compile; the first step compiles")
    parser.add_argument("--checkpointing", action="store_true", help="gradient checkpointing")
    parser.add_argument("--threads", type=int)
    return parser.parse_args()


def main():
    options = arguments()
    if options.threads:
        torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    unet = models.unet(options.model)
    if options.precision == "bf16":
        unet = unet.to(torch.bfloat16)
    if options.channels_last:
        unet = unet.to(memory_format=torch.channels_last)
    unet.add_adapter(LoraConfig(r=options.rank, lora_alpha=options.rank, target_modules=TARGETS))
    if options.plain_attention:
        models.plain_attention(unet)
    if options.checkpointing:
        unet.enable_gradient_checkpointing()
    unet.train()  # gradient checkpointing is off in evaluation
    learned = [p for p in unet.parameters() if p.requires_grad]
    for p in learned:
        p.data = p.data.float()  # as in diffusers' own training scripts
    optimizer = torch.optim.AdamW(learned, lr=1e-4)
    forward = torch.compile(unet) if options.compile else unet
    scheduler = DDPMScheduler(beta_schedule="scaled_linear", beta_start=0.00085, beta_end=0.012)
    # Where the weights are bf16, float32 adapters need autocast all the same.
    casts = options.precision != "float32"
    text, added = models.condition(options.model, options.batch, options.size)
    latents = torch.randn(options.batch, 4, options.size // 8, options.size // 8)
    seconds = []
    for step in range(options.steps):
        start = time.perf_counter()
        noise = torch.randn_like(latents)
        timesteps = torch.randint(0, 1000, (options.batch,))
        noisy = scheduler.add_noise(latents, noise, timesteps)
        with torch.autocast("cpu", dtype=torch.bfloat16) if casts else nullcontext():
            predicted = forward(noisy, timesteps, text, added_cond_kwargs=added).sample
        loss = torch.nn.functional.mse_loss(predicted.float(), noise)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learned, 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        seconds.append(time.perf_counter() - start)
        measure.tell(step=step + 1, seconds=round(seconds[-1], 4), loss=round(loss.item(), 5))
    measure.tell(work="step", torch=torch.__version__, learned=sum(p.numel() for p in learned),
                 threads=torch.get_num_threads(), options=vars(options), **measure.summary(seconds, options.last))


if __name__ == "__main__":
    main()
