"""Measures of pictures, by diffusers, numpy and scipy: core/src/test/resources/golden/score.*

    pip install -r requirements.txt transformers pillow
    python make_score.py ../core/src/test/resources/golden ../models/emoji
"""
import json
import sys
from pathlib import Path

import numpy as np
import torch
from diffusers import AutoencoderKL, DDIMScheduler, UNet2DConditionModel
from safetensors.numpy import save_file
from scipy.ndimage import convolve
from transformers import CLIPTextModel, CLIPTokenizer

OUT, MODEL = Path(sys.argv[1]), Path(sys.argv[2])
torch.set_num_threads(1)
torch.set_grad_enabled(False)
random = np.random.default_rng(7)
SIDE = 32


def picture():
    """A ground, discs and a little noise: like nothing, but neither flat nor pure noise."""
    y, x = np.mgrid[:SIDE, :SIDE]
    image = np.full((SIDE, SIDE, 3), random.integers(180, 256, 3), float)
    for _ in range(4):
        centre, radius = random.uniform(4, SIDE - 4, 2), random.uniform(3, 10)
        image[(x - centre[0]) ** 2 + (y - centre[1]) ** 2 < radius ** 2] = random.integers(0, 256, 3)
    return np.clip(image + random.normal(0, 6, image.shape), 0, 255).round()


pictures = np.stack([picture() for _ in range(8)])  # [8, H, W, 3]
pictures[7] = np.clip(pictures[2] + random.normal(0, 3, pictures[2].shape), 0, 255).round()  # a copy in the first set
pictures[5] = np.roll(pictures[1], 4, 1)[:, ::-1]  # moved and mirrored
some, others = [0, 1, 2, 3, 7], [4, 5, 6]


def sharpness(image):
    luma = image @ np.array([0.299, 0.587, 0.114])
    return convolve(luma, np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]]), mode="mirror").var()


vae = AutoencoderKL.from_pretrained(MODEL / "vae")


def tensor(image):
    return torch.from_numpy(np.ascontiguousarray(image).transpose(2, 0, 1)[None].astype(np.float32)) / 127.5 - 1


def features(image):
    encoder, found = vae.encoder, []
    h = encoder.conv_in(tensor(image))
    for block in encoder.down_blocks:
        for resnet in block.resnets:
            h = resnet(h, None)
        found.append(h)
        for down in block.downsamplers or []:
            h = down(h)
    found.append(encoder.mid_block(h))
    norm = torch.nn.functional.group_norm
    return [torch.nn.functional.silu(norm(f, vae.config.norm_num_groups, eps=1e-6))[0].double().numpy() for f in found]


def grams(indexes):
    matrices = []
    for index in indexes:
        flat = [f.reshape(len(f), -1) for f in features(pictures[index])]
        matrices.append([f @ f.T / f.size for f in flat])
    return [np.mean(level, 0) for level in zip(*matrices)]


def distance(a, b):
    return float(np.mean([((x - y) ** 2).sum() / ((x ** 2).sum() + (y ** 2).sum()) for x, y in zip(a, b)]))


def latents(image):
    return vae.encode(tensor(image)).latent_dist.mean[0].double().numpy() * vae.config.scaling_factor


def unit(part):
    vector = (part - part.mean((1, 2), keepdims=True)).ravel()
    return vector / np.linalg.norm(vector)


def likeness(a, b, reach):
    best, (_, h, w) = -1.0, a.shape
    for dy in range(-reach, reach + 1):
        for dx in range(-reach, reach + 1):
            of_a = a[:, max(0, dy):h + min(0, dy), max(0, dx):w + min(0, dx)]
            of_b = b[:, max(0, -dy):h + min(0, -dy), max(0, -dx):w + min(0, -dx)]
            best = max(best, float(unit(of_a) @ unit(of_b)))
    return best


training = [latents(pictures[i]) for i in some]
reach = min(2, training[0].shape[1] // 8)
nearest = []
for i in others:
    values = [max(likeness(latents(pictures[i]), b, reach), likeness(latents(pictures[i][:, ::-1]), b, reach))
              for b in training]
    nearest.append({"picture": i, "index": int(np.argmax(values)), "value": max(values)})
pairs = [max(likeness(a, b, reach), likeness(a[:, :, ::-1], b, reach))
         for i, a in enumerate(training) for j, b in enumerate(training) if i != j]
ordinary = max(value for value in pairs if value < 0.95)


def mixed(value):  # SplitMix64, as RandomSource.at seeds its generators
    value = (value + 0x9E3779B97F4A7C15) % 2 ** 64
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) % 2 ** 64
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) % 2 ** 64
    return value ^ (value >> 31)


def noise(place, shape):
    seed = mixed(20_260_402)
    for coordinate in place:
        seed = mixed(seed ^ mixed((coordinate + 0x9E3779B97F4A7C15) % 2 ** 64))
    generator = torch.Generator("cpu")
    generator.manual_seed(seed if seed < 2 ** 63 else seed - 2 ** 64)
    return torch.randn(shape, generator=generator)


unet = UNet2DConditionModel.from_pretrained(MODEL / "unet")
tokenizer = CLIPTokenizer.from_pretrained(MODEL / "tokenizer")
text = CLIPTextModel.from_pretrained(MODEL / "text_encoder")
scheduler = DDIMScheduler.from_pretrained(MODEL / "scheduler")
PROMPTS = ["a fox", "red apple, noto style", "clouds"]


def predictions(prompt):
    x0 = torch.from_numpy(training[prompt % len(training)][None].astype(np.float32))
    t = torch.tensor([125, 375, 625, 875])
    eps = torch.cat([noise((prompt, band), x0.shape) for band in range(4)])
    ids = tokenizer(PROMPTS[prompt], padding="max_length", truncation=True, return_tensors="pt").input_ids
    states = text(ids).last_hidden_state.expand(4, -1, -1)
    return unet(scheduler.add_noise(x0.expand(4, -1, -1, -1), eps, t), t, states).sample.flatten(1)


before = [predictions(i) for i in range(len(PROMPTS))]
seal = {}
for name, module in unet.named_modules():
    if name.endswith(("mid_block.attentions.0.transformer_blocks.0.attn2.to_v", "up_blocks.1.attentions.0.transformer_blocks.0.attn1.to_q")):
        up = random.normal(0, 0.3, (module.out_features, 2)).astype(np.float32)
        down = random.normal(0, 0.3, (2, module.in_features)).astype(np.float32)
        key = "lora_unet_" + name.replace(".", "_")
        seal |= {key + ".lora_up.weight": up, key + ".lora_down.weight": down, key + ".alpha": np.array(2, np.float32)}
        module.weight += torch.from_numpy(up @ down)
assert len(seal) == 6
after = [predictions(i) for i in range(len(PROMPTS))]
shares = [((b - a).norm(dim=1) / a.norm(dim=1)).double().numpy() for a, b in zip(before, after)]

save_file({"pictures": pictures.astype(np.float16)}, str(OUT / "score.safetensors"))
save_file(seal, str(OUT / "score-seal.safetensors"))
(OUT / "score.json").write_text(json.dumps({
    "some": some, "others": others, "sharpness": [float(sharpness(image)) for image in pictures],
    "gram": distance(grams(some), grams(others)), "gram_single": distance(grams([0]), grams([4])),
    "nearest": nearest, "ordinary": ordinary, "prompts": PROMPTS,
    "prediction_change": np.mean(shares, 0).tolist()}, indent=1) + "\n")
