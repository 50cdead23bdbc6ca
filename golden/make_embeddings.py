"""Embedding files in the forms people have, and the text states that diffusers makes of prompts with them.

    python golden/make_embeddings.py REFERENCE      (the folder with sd1/model and sdxl/model)

writes core/src/test/resources/golden/embeddings. Runs with diffusers 0.36 and transformers 4.57.
"""
import json, pathlib, sys
import torch
from diffusers import StableDiffusionPipeline, StableDiffusionXLPipeline
from safetensors.torch import save_file

reference = pathlib.Path(sys.argv[1])
out = pathlib.Path(__file__).parent.parent / "core/src/test/resources/golden/embeddings"
out.mkdir(parents=True, exist_ok=True)
random = torch.Generator().manual_seed(11)
width = 32
files = {
    "sketch": {"emb_params": torch.randn(3, width, generator=random) * 0.3},
    "single": {"emb_params": torch.randn(width, generator=random) * 0.3},
    "placeholder": {"<cat-toy>": torch.randn(2, width, generator=random) * 0.3},
    "pair": {"clip_g": torch.randn(2, width, generator=random) * 0.3, "clip_l": torch.randn(2, width, generator=random) * 0.3},
}
for name, tensors in files.items():
    save_file(tensors, str(out / f"{name}.safetensors"))

cases, expected = [], {}


def load(pipe, name):
    """Loads as a user of diffusers does; the word is what our reader derives."""
    path = str(out / f"{name}.safetensors")
    if name == "pair":
        for key, encoder, tokenizer in (("clip_l", pipe.text_encoder, pipe.tokenizer), ("clip_g", pipe.text_encoder_2, pipe.tokenizer_2)):
            pipe.load_textual_inversion(files[name][key], token=name, text_encoder=encoder, tokenizer=tokenizer)
        return name
    word = name if "emb_params" in files[name] else next(iter(files[name]))
    pipe.load_textual_inversion(path, token=word)
    return word


def case(kind, names, prompt, states, pooled=None):
    key = str(len(cases))
    cases.append({"kind": kind, "files": names, "prompt": prompt})
    expected[key + ".states"] = states.contiguous()
    if pooled is not None:
        expected[key + ".pooled"] = pooled.contiguous()


with torch.no_grad():
    pipe = StableDiffusionPipeline.from_pretrained(str(reference / "sd1/model"), torch_dtype=torch.float32, safety_checker=None)
    names = ["sketch", "single", "placeholder"]
    for name in names:
        load(pipe, name)
    for prompt in ("a sketch of a house", "single", "a <cat-toy>, on the beach", "sketch single <cat-toy> sketch", "no learned word"):
        case("sd1", names, prompt, pipe.encode_prompt(prompt, "cpu", 1, False)[0])

    pipe = StableDiffusionXLPipeline.from_pretrained(str(reference / "sdxl/model"), torch_dtype=torch.float32)
    load(pipe, "pair")
    # Small models say eos_token_id 2 as old configs do, and transformers then pools at the highest id, which would be
    # the new word; the end of the text is meant.
    pipe.text_encoder_2.text_model.eos_token_id = pipe.tokenizer_2.eos_token_id
    for prompt in ("a pair of shoes", "no learned word"):
        states, _, pooled, _ = pipe.encode_prompt(prompt, device="cpu", do_classifier_free_guidance=False)
        case("sdxl", ["pair"], prompt, states, pooled)

save_file(expected, str(out / "expected.safetensors"))
(out / "cases.json").write_text(json.dumps(cases, indent=1) + "\n")
print(len(cases), "cases")
