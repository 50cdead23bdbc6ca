"""Times the parts of a picture by diffusers: sampler steps with guidance (a batch of two) and the decoding of the latents."""

import argparse
import time

import torch
from diffusers import DPMSolverMultistepScheduler

import measure
import models


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=512, help="pixels of a side")
    parser.add_argument("--steps", type=int, default=5, help="of DPM++ 2M Karras")
    parser.add_argument("--last", type=int, default=4, help="how many of the last steps count")
    parser.add_argument("--guidance", type=float, default=7.0)
    parser.add_argument("--precision", choices=["float32", "bf16"], default="float32")
    parser.add_argument("--channels-last", action="store_true")
    parser.add_argument("--plain-attention", action="store_true", help="else torch's scaled_dot_product_attention")
    parser.add_argument("--threads", type=int)
    return parser.parse_args()


def prepared(network, options, dtype):
    network = network.eval().to(dtype)
    if options.channels_last:
        network = network.to(memory_format=torch.channels_last)
    if options.plain_attention:
        models.plain_attention(network)
    return network


@torch.inference_mode()
def main():
    options = arguments()
    if options.threads:
        torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    dtype = torch.bfloat16 if options.precision == "bf16" else torch.float32
    unet = prepared(models.unet("sd15"), options, dtype)
    vae = prepared(models.vae(), options, dtype)
    scheduler = DPMSolverMultistepScheduler(beta_schedule="scaled_linear", beta_start=0.00085, beta_end=0.012,
                                            use_karras_sigmas=True)
    scheduler.set_timesteps(options.steps)
    text, _ = models.condition("sd15", 2, options.size, dtype)
    latents = torch.randn(1, 4, options.size // 8, options.size // 8, dtype=dtype) * scheduler.init_noise_sigma
    seconds = []
    for timestep in scheduler.timesteps:
        start = time.perf_counter()
        both = scheduler.scale_model_input(torch.cat([latents, latents]), timestep)
        without, with_text = unet(both, timestep, text).sample.chunk(2)
        guided = without + options.guidance * (with_text - without)
        latents = scheduler.step(guided, timestep, latents).prev_sample
        seconds.append(time.perf_counter() - start)
        measure.tell(step=len(seconds), seconds=round(seconds[-1], 4))
    # Random weights drive latents away; decoding takes as long for ordinary ones.
    latents = torch.randn_like(latents)
    start = time.perf_counter()
    vae.decode(latents / vae.config.scaling_factor)
    decoding = time.perf_counter() - start
    measure.tell(work="picture", torch=torch.__version__, threads=torch.get_num_threads(), options=vars(options),
                 decode=round(decoding, 4), **measure.summary(seconds, options.last))


if __name__ == "__main__":
    main()
