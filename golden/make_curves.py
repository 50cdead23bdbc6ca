"""Runs with sigmas spread by the beta distribution and by Align Your Steps: core/src/test/resources/golden/curves.*

    pip install -r requirements.txt
    python make_curves.py ../core/src/test/resources/golden

The network is sin(x + t / 250); a run starts from randn (seed 7) times init_noise_sigma, noise has seed 4242.
"""
import json
import sys
from pathlib import Path

import numpy as np
import torch
from diffusers import (DPMSolverMultistepScheduler, EulerDiscreteScheduler, HeunDiscreteScheduler, LMSDiscreteScheduler,
                       UniPCMultistepScheduler)
from diffusers.schedulers import AysSchedules
from safetensors.torch import save_file

OUT = Path(sys.argv[1])
SD = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear"}
CLASSES = {"euler": EulerDiscreteScheduler, "heun": HeunDiscreteScheduler, "lms": LMSDiscreteScheduler,
           "dpmpp-2m": DPMSolverMultistepScheduler, "unipc": UniPCMultistepScheduler}
AYS = {"stable-diffusion": "StableDiffusion", "stable-diffusion-xl": "StableDiffusionXL"}
LOWEST = 0.029  # what NVIDIA interpolates towards before the last level becomes 0 (their quickstart and A1111)


def ays_sigmas(name, steps):
    """NVIDIA's loglinear_interp(sigmas, steps + 1), the last level then 0; for 10 steps exactly diffusers' table."""
    table = np.array(AysSchedules[AYS[name] + "Sigmas"][:-1] + [LOWEST])
    if steps + 1 != len(table):
        xs = np.linspace(0, 1, len(table))
        table = np.exp(np.interp(np.linspace(0, 1, steps + 1), xs, np.log(table[::-1])))[::-1].copy()
    table[-1] = 0
    return table


def put(scheduler, sampler, name, steps):
    sigmas = ays_sigmas(name, steps)
    if sampler == "euler":
        scheduler.set_timesteps(sigmas=list(sigmas))
        return
    table = np.array(((1 - scheduler.alphas_cumprod) / scheduler.alphas_cumprod) ** 0.5)
    ts = np.array([scheduler._sigma_to_t(s, np.log(table)) for s in sigmas[:-1]])
    scheduler.set_timesteps(steps)
    if sampler in ("dpmpp-2m", "unipc"):  # whole timesteps, as these classes have with Karras sigmas
        scheduler.timesteps = torch.from_numpy(ts.round().astype(np.int64))
        scheduler.sigmas = torch.from_numpy(sigmas.astype(np.float32))
        if sampler == "dpmpp-2m" and steps == 10:  # diffusers' own way: almost the same
            other = DPMSolverMultistepScheduler.from_config(scheduler.config)
            other.set_timesteps(timesteps=AysSchedules[AYS[name] + "Timesteps"])
            assert (other.timesteps - scheduler.timesteps).abs().max() <= 1
            assert torch.allclose(other.sigmas, scheduler.sigmas, rtol=0.02)
    elif sampler == "lms":
        scheduler.timesteps = torch.from_numpy(ts.astype(np.float32))
        scheduler.sigmas = torch.from_numpy(sigmas.astype(np.float32))
    else:
        s, t = torch.from_numpy(sigmas.astype(np.float32)), torch.from_numpy(ts.astype(np.float32))
        scheduler.sigmas = torch.cat([s[:1], s[1:-1].repeat_interleave(2), s[-1:]])
        scheduler.timesteps = torch.cat([t[:1], t[1:].repeat_interleave(2)])


def run(sampler, config, steps, ays):
    scheduler = CLASSES[sampler].from_config({**SD, **config})
    if ays:
        put(scheduler, sampler, ays, steps)
    else:
        scheduler.set_timesteps(steps)
    noise = torch.Generator().manual_seed(4242)
    scale = float(scheduler.init_noise_sigma)
    x = torch.randn(2, 1, 3, 4, generator=torch.Generator().manual_seed(7)) * scale
    trace = [x]
    for t in scheduler.timesteps:
        output = torch.sin(scheduler.scale_model_input(x, t) + float(t) / 250)
        kw = {} if sampler in ("heun", "lms", "unipc") else {"generator": noise}
        x = scheduler.step(output, t, x, **kw).prev_sample
        trace.append(x)
    return scheduler, scale, torch.stack(trace)


cases = []
for sampler in CLASSES:
    for steps in (1, 5, 12):
        cases.append((sampler, {"use_beta_sigmas": True}, steps, None))
    for name in AYS:
        for steps in (10, 7, 16):
            cases.append((sampler, {}, steps, name))
cases += [("euler", {"use_beta_sigmas": True, "timestep_spacing": "trailing", "prediction_type": "v_prediction"}, 8, None),
          ("euler", {"use_beta_sigmas": True, "sigma_min": 0.1, "sigma_max": 10}, 8, None),
          ("euler", {"use_beta_sigmas": True}, 30, None),
          ("dpmpp-2m", {"use_beta_sigmas": True, "algorithm_type": "sde-dpmsolver++"}, 8, None),
          ("unipc", {"use_beta_sigmas": True, "final_sigmas_type": "sigma_min"}, 8, None),
          ("dpmpp-2m", {"prediction_type": "v_prediction", "algorithm_type": "sde-dpmsolver++"}, 10, "stable-diffusion")]
tensors, runs = {}, []
for i, (sampler, config, steps, ays) in enumerate(cases):
    scheduler, scale, trace = run(sampler, config, steps, ays)
    name = f"curve{i}"
    tensors[name + ".trace"] = trace.contiguous()
    told = {**SD, **config, **({"_align_your_steps": ays} if ays else {})}
    runs.append({"name": name, "sampler": sampler, "config": told, "steps": steps, "begin": 0,
                 "timesteps": [float(t) for t in scheduler.timesteps], "sigmas": [float(s) for s in scheduler.sigmas],
                 "init_noise_sigma": scale})
save_file(tensors, str(OUT / "curves.safetensors"))
(OUT / "curves.json").write_text("{\"runs\": [\n" + ",\n".join(json.dumps(r) for r in runs) + "\n]}\n")
print(len(runs), "runs")
