"""Times the steps of a picture by stable-diffusion.cpp: DPM++ 2M Karras with guidance. Needs stable-diffusion-cpp-python 0.4.7."""

import argparse
import os
import time

from stable_diffusion_cpp import StableDiffusion

import measure


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", help="by sd15_checkpoint.py")
    parser.add_argument("--size", type=int, default=512)
    parser.add_argument("--steps", type=int, default=5)
    parser.add_argument("--last", type=int, default=4)
    parser.add_argument("--guidance", type=float, default=7.0)
    parser.add_argument("--threads", type=int, default=os.cpu_count(), help="its own default takes half of them")
    parser.add_argument("--flash-attention", action="store_true")
    options = parser.parse_args()
    model = StableDiffusion(model_path=options.checkpoint, n_threads=options.threads, verbose=False,
                            diffusion_flash_attn=options.flash_attention)
    ends = []
    # Also called for other work (loading, decoding); only the sampler's steps are so many.
    def progress(step, steps, seconds):
        if steps == options.steps:
            ends.append((step, seconds))
    start = time.perf_counter()
    model.generate_image(prompt="a fox", negative_prompt="blurred", width=options.size, height=options.size,
                         cfg_scale=options.guidance, sample_steps=options.steps, sample_method="dpm++2m",
                         scheduler="karras", seed=1, progress_callback=progress)
    whole = time.perf_counter() - start
    seconds = [took for step, took in ends if step > 0]
    measure.tell(work="picture", options=vars(options), whole=round(whole, 4), **measure.summary(seconds, options.last))


if __name__ == "__main__":
    main()
