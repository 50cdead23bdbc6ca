"""Schedules, losses and sampler runs as diffusers computes them: core/src/test/resources/golden/schedules.*

    pip install -r requirements.txt
    python make_schedules.py ../core/src/test/resources/golden

A run calls a fake network, sin(x + t / 250), so that no weights are needed. `schedules.json` says what was run,
`schedules.safetensors` holds what came out. requirements.txt pins the versions.
"""
import json, pathlib, sys, warnings
import numpy as np, torch
from safetensors.torch import save_file
from diffusers import (DDIMScheduler, DDPMScheduler, DPMSolverMultistepScheduler, EulerAncestralDiscreteScheduler,
    EulerDiscreteScheduler, HeunDiscreteScheduler, LCMScheduler, LMSDiscreteScheduler, PNDMScheduler, UniPCMultistepScheduler)
from diffusers.pipelines.stable_diffusion.pipeline_stable_diffusion import rescale_noise_cfg

warnings.simplefilter("ignore")
torch.set_num_threads(1)

SAMPLERS = {
    "ddim": (DDIMScheduler, {}),
    "euler": (EulerDiscreteScheduler, {}),
    "euler-a": (EulerAncestralDiscreteScheduler, {}),
    "dpmpp-2m": (DPMSolverMultistepScheduler, {}),
    "dpmpp-2m-karras": (DPMSolverMultistepScheduler, {"use_karras_sigmas": True}),
    "ddpm": (DDPMScheduler, {}),
    "pndm": (PNDMScheduler, {"skip_prk_steps": True}),
    "euler-karras": (EulerDiscreteScheduler, {"use_karras_sigmas": True}),
    "heun": (HeunDiscreteScheduler, {}),
    "dpmpp-2m-sde-karras": (DPMSolverMultistepScheduler, {"use_karras_sigmas": True, "algorithm_type": "sde-dpmsolver++"}),
    "unipc": (UniPCMultistepScheduler, {}),
    "lcm": (LCMScheduler, {}),
    "lms": (LMSDiscreteScheduler, {}),
}
SD = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear"}
SHAPE = (2, 1, 3, 4)
TENSORS, RUNS = {}, []


def network(x, t):
    return torch.sin(x + t / 250)


def run(sampler, config, steps, begin=0):
    """One run from call `begin`: image-to-image if it is not the first. Config keys are what the file would hold."""
    cls, fixed = SAMPLERS[sampler]
    s = cls.from_config(dict(config), **fixed)
    s.set_timesteps(steps)
    name = f"run{len(RUNS)}"
    start = torch.randn(SHAPE, generator=torch.Generator().manual_seed(7))
    noise = torch.randn(SHAPE, generator=torch.Generator().manual_seed(8))
    if hasattr(s, "set_begin_index"): s.set_begin_index(begin)
    x = s.add_noise(start, noise, s.timesteps[begin:begin + 1]) if begin else start * s.init_noise_sigma
    g = torch.Generator().manual_seed(4242)
    kw = {"generator": g} if "generator" in s.step.__code__.co_varnames else {}
    trace = [x]
    for t in s.timesteps[begin:]:
        x = s.step(network(s.scale_model_input(x, t), t), t, x, return_dict=False, **kw)[0]
        trace.append(x)
    assert torch.isfinite(torch.stack(trace)).all(), (sampler, config)
    TENSORS[name + ".trace"] = torch.stack(trace)
    RUNS.append({"name": name, "sampler": sampler, "config": config, "steps": steps, "begin": begin,
        "timesteps": [float(t) for t in s.timesteps], "sigmas": [float(v) for v in getattr(s, "sigmas", [])],
        "init_noise_sigma": float(s.init_noise_sigma)})


def runs():
    zero = {"rescale_betas_zero_snr": True, "prediction_type": "v_prediction"}
    cosine = {"beta_schedule": "squaredcos_cap_v2"}
    trained = {"trained_betas": [round(float(b), 6) for b in np.linspace(0.001, 0.02, 500) ** 1.1], "num_train_timesteps": 500}
    shared = [(SD, 7), ({}, 10), (SD | {"prediction_type": "v_prediction", "timestep_spacing": "trailing"}, 9),
        (SD | {"timestep_spacing": "leading", "steps_offset": 1}, 12), (SD | {"timestep_spacing": "linspace"}, 11),
        (cosine, 8), (trained, 6), (SD | {"num_train_timesteps": 1100}, 17), (SD, 1), (SD, 2)]
    for sampler in SAMPLERS:
        for config, steps in shared:
            if sampler == "lcm" and "linspace" in config.values(): continue
            run(sampler, config, steps)
        if sampler != "lms": run(sampler, SD, 10, begin=4)  # diffusers' weights are wrong there
        if sampler not in ("euler-a", "pndm"): run(sampler, SD | {"prediction_type": "sample"}, 7)
        if sampler not in ("heun", "pndm", "lms"):
            run(sampler, SD | zero | {"timestep_spacing": "trailing"}, 8)
    for sampler in ("ddim", "ddpm", "lcm"):
        run(sampler, SD | {"clip_sample": False}, 7)
        run(sampler, SD | {"clip_sample": True, "clip_sample_range": 0.7}, 7)
        run(sampler, SD | {"set_alpha_to_one": False, "clip_sample": None}, 7)
    for sampler in ("ddim", "dpmpp-2m", "ddpm", "unipc", "lcm"):
        run(sampler, SD | {"thresholding": True, "sample_max_value": 2.5, "dynamic_thresholding_ratio": 0.9}, 7)
    for sampler in ("euler", "dpmpp-2m", "heun", "unipc", "lms"):
        run(sampler, SD | {"use_exponential_sigmas": True}, 9)
        run(sampler, SD | {"use_karras_sigmas": True}, 9)
        run(sampler, cosine | {"use_karras_sigmas": True}, 9)
    for more in ({"interpolation_type": "log_linear"}, {"final_sigmas_type": "sigma_min"}, {"use_karras_sigmas": True, "sigma_min": 0.1, "sigma_max": 10},
            {"timestep_type": "continuous", "prediction_type": "v_prediction"}, {"timestep_type": "continuous"}):
        run("euler", SD | more, 8)
    for more in ({"solver_order": 1}, {"solver_order": 3}, {"solver_type": "heun"}, {"lower_order_final": False}, {"euler_at_final": True},
            {"final_sigmas_type": "sigma_min"}, {"use_lu_lambdas": True}, {"solver_type": "bh2"}, {"algorithm_type": "deis", "final_sigmas_type": "sigma_min"},
            {"solver_order": 3, "lower_order_final": False}, {"lambda_min_clipped": -5.1, "timestep_spacing": "trailing"},
            {"use_karras_sigmas": True, "sigma_min": 0.1, "sigma_max": 10}):
        run("dpmpp-2m", SD | more, 16)
        run("dpmpp-2m", SD | more, 8)
    run("dpmpp-2m", cosine | {"lambda_min_clipped": -5.1}, 8)
    for algorithm in ("dpmsolver", "sde-dpmsolver", "sde-dpmsolver++"):
        for more in ({}, {"solver_type": "heun"}, {"solver_order": 3}, {"thresholding": True, "sample_max_value": 2.0},
                {"prediction_type": "sample"}, {"prediction_type": "v_prediction"}):
            if algorithm == "sde-dpmsolver" and "solver_order" in more: continue
            run("dpmpp-2m", SD | more | {"algorithm_type": algorithm, "final_sigmas_type": "zero" if "++" in algorithm else "sigma_min"}, 8)
    for more in ({"solver_order": 1}, {"solver_order": 3}, {"solver_order": 3, "lower_order_final": False, "final_sigmas_type": "sigma_min"}, {"solver_type": "bh1", "final_sigmas_type": "sigma_min"}, {"solver_type": "midpoint"},
            {"predict_x0": False, "final_sigmas_type": "sigma_min"}, {"predict_x0": False, "final_sigmas_type": "sigma_min", "solver_order": 3, "prediction_type": "v_prediction"},
            {"disable_corrector": [0, 3]}, {"final_sigmas_type": "sigma_min"}):
        run("unipc", SD | more, 8)
        run("unipc", SD | more, 16)
    for kind in ("fixed_small_log", "fixed_large", None):
        run("ddpm", SD | {"variance_type": kind}, 8)
    run("heun", SD | {"clip_sample": True, "clip_sample_range": 0.8}, 8)
    run("lcm", SD | {"original_inference_steps": 100, "timestep_scaling": 5.0}, 8)
    run("ddim", SD, 1000)
    run("pndm", SD | {"set_alpha_to_one": True}, 8)


def schedules():
    cases = [{}, SD, {"beta_schedule": "squaredcos_cap_v2"}, SD | {"rescale_betas_zero_snr": True}, SD | {"num_train_timesteps": 777},
        {"trained_betas": [0.001, 0.01, 0.1, 0.5], "num_train_timesteps": 4}]
    g = torch.Generator().manual_seed(3)
    for i, config in enumerate(cases):
        s = DDPMScheduler.from_config(dict(config)); n = s.config.num_train_timesteps
        x0, noise, out = (torch.randn((3, 2, 4, 4), generator=g) for _ in range(3))
        t = torch.tensor([0, n // 2, n - 1])
        snr = s.alphas_cumprod[t] / (1 - s.alphas_cumprod[t])
        key = f"schedule{i}."
        TENSORS.update({key + "signal": s.alphas_cumprod, key + "x0": x0, key + "noise": noise, key + "output": out, key + "t": t, key + "snr": snr,
            key + "noised": s.add_noise(x0, noise, t), key + "velocity": s.get_velocity(x0, noise, t)})
        for kind, target in (("epsilon", noise), ("v_prediction", s.get_velocity(x0, noise, t)), ("sample", x0)):
            each = torch.nn.functional.mse_loss(out, target, reduction="none").mean(dim=(1, 2, 3))
            TENSORS[key + kind + ".plain"] = torch.nn.functional.mse_loss(out, target)
            w = torch.minimum(snr, torch.full_like(snr, 5.0))
            w = {"epsilon": w / snr, "v_prediction": w / (snr + 1), "sample": w}[kind]
            if config.get("rescale_betas_zero_snr") and kind == "epsilon": w[snr == 0] = 1.0  # as diffusers' SDXL training script does
            TENSORS[key + kind + ".min_snr"] = (each * w).mean()
    return cases


def guidance():
    g = torch.Generator().manual_seed(5)
    u, c = (torch.randn((2, 4, 3, 5), generator=g) for _ in range(2))
    guided = u + 7.5 * (c - u)
    TENSORS.update({"guidance.unconditional": u, "guidance.conditional": c, "guidance.plain": guided, "guidance.rescaled": rescale_noise_cfg(guided, c, 0.7)})
    noise = torch.randn((2, 4, 3, 5), generator=g)
    TENSORS.update({"offset.noise": noise, "offset.shifted": noise + 0.1 * torch.randn((2, 4, 1, 1), generator=torch.Generator().manual_seed(11))})


if __name__ == "__main__":
    out = pathlib.Path(sys.argv[1]); out.mkdir(parents=True, exist_ok=True)
    runs(); guidance(); cases = schedules()
    save_file({k: v.detach().contiguous().clone() for k, v in TENSORS.items()}, str(out / "schedules.safetensors"))
    (out / "schedules.json").write_text("{\"schedules\": " + json.dumps(cases) + ",\n\"runs\": [\n" + ",\n".join(json.dumps(r) for r in RUNS) + "\n]}\n")
