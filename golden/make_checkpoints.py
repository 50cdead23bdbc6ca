"""Small models in one file and as a diffusers folder: Stable Diffusion 1, 2 and XL with the published names.

    python golden/make_checkpoints.py REFERENCE      (the folder with tensor-lists and sd1, sdxl)

writes core/src/test/resources/golden/checkpoints: KIND/model.safetensors.gz, KIND/folder with configs and no weights, and
KIND/expected.json.gz, the type, shape and SHA-256 of each tensor that the folder would hold. The original names are the
published ones; which is which says diffusers' own conversion, run on tensors that only carry a number. At the end
diffusers reads the files with from_single_file, and every tensor is compared. Runs with diffusers 0.36 and transformers 4.57.
"""
import gzip, hashlib, json, pathlib, shutil, sys, tempfile
import torch
from diffusers import (AutoencoderKL, DDIMScheduler, EulerDiscreteScheduler, PNDMScheduler, StableDiffusionPipeline,
                       StableDiffusionXLPipeline, UNet2DConditionModel)
from diffusers.loaders.single_file_utils import convert_ldm_unet_checkpoint, convert_ldm_vae_checkpoint
from safetensors.torch import save_file
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

reference = pathlib.Path(sys.argv[1])
out = pathlib.Path(__file__).parent.parent / "core/src/test/resources/golden/checkpoints"
LISTS = {"sd1": "sd15", "sd2": "sd21", "sdxl": "sdxl"}


def published(kind):
    return json.load(gzip.open(reference / f"tensor-lists/{LISTS[kind]}.json.gz"))["checkpoint"]


def text(layers, act, projected=False):
    # Diffusers tells the two encoders of XL by their widths.
    width = 12 if projected else 8
    config = CLIPTextConfig(vocab_size=50, hidden_size=width, intermediate_size=2 * width, num_hidden_layers=layers, num_attention_heads=2,
                            max_position_embeddings=77, hidden_act=act, projection_dim=20 if projected else width, eos_token_id=2)
    return (CLIPTextModelWithProjection if projected else CLIPTextModel)(config)


def unet(kind):
    if kind == "sdxl":
        return UNet2DConditionModel(
            sample_size=8, block_out_channels=(4, 8, 12), norm_num_groups=4, cross_attention_dim=20, attention_head_dim=[2, 2, 4],
            down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"), use_linear_projection=True,
            up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"), transformer_layers_per_block=[1, 1, 2],
            addition_embed_type="text_time", addition_time_embed_dim=4, projection_class_embeddings_input_dim=44)
    return UNet2DConditionModel(
        sample_size=8, block_out_channels=(4, 8, 12, 12), norm_num_groups=4, cross_attention_dim=8,
        attention_head_dim=4 if kind == "sd1" else [2, 2, 4, 4], use_linear_projection=kind == "sd2")


def vae():
    return AutoencoderKL(block_out_channels=(4, 8, 12, 12), norm_num_groups=4, layers_per_block=2, sample_size=32,
                         down_block_types=("DownEncoderBlock2D",) * 4, up_block_types=("UpDecoderBlock2D",) * 4)


def randomised(model, dtype):
    with torch.no_grad():
        for p in model.parameters():
            p.copy_(torch.randn(p.shape, generator=generator))
    return model.to(dtype)


def renamed(names, convert, prefix):
    """Diffusers' names to original ones, by diffusers' own conversion of tensors that carry a number."""
    numbers = [name for name in names if name.startswith(prefix)]
    found = convert({name: torch.tensor(float(i)) for i, name in enumerate(numbers)})
    return {name: numbers[int(value)] for name, value in found.items()}


def original(kind, models):
    names, file = published(kind), {}
    config = dict(models["unet"].config, class_embed_type=None)
    for name, stored in renamed(names, lambda c: convert_ldm_unet_checkpoint(c, config), "model.diffusion_model.").items():
        if name in models["unet"].state_dict():
            file[stored] = models["unet"].state_dict()[name]
    for name, stored in renamed(names, lambda c: convert_ldm_vae_checkpoint(c, models["vae"].config), "first_stage_model.").items():
        value = models["vae"].state_dict()[name]
        file[stored] = value[:, :, None, None] if ".attn_1." in stored and value.ndim == 2 else value
    if kind == "sd2":
        file |= open_clip(models["text_encoder"], "cond_stage_model.model.")
        return file
    prefix = "cond_stage_model.transformer." if kind == "sd1" else "conditioner.embedders.0.transformer."
    file |= {prefix + name: value for name, value in models["text_encoder"].state_dict().items()}
    if kind == "sdxl":
        file |= open_clip(models["text_encoder_2"], "conditioner.embedders.1.model.")
    return file


def open_clip(model, prefix):
    state, file = model.state_dict(), {}
    ends = {"text_model.embeddings.position_embedding.weight": "positional_embedding",
            "text_model.embeddings.token_embedding.weight": "token_embedding.weight",
            "text_model.final_layer_norm.weight": "ln_final.weight", "text_model.final_layer_norm.bias": "ln_final.bias"}
    for name, value in state.items():
        if name in ends:
            file[prefix + ends[name]] = value
        elif name == "text_projection.weight":
            file[prefix + "text_projection"] = value.T.contiguous()
        elif "_proj." in name and "out_proj" not in name:
            if "q_proj" in name:
                three = torch.cat([state[name.replace("q_proj", p)] for p in ("q_proj", "k_proj", "v_proj")])
                layer, kind = name.split(".")[3], name.split(".")[-1]
                file[f"{prefix}transformer.resblocks.{layer}.attn.in_proj_{kind}"] = three
        else:
            stored = name.replace("text_model.encoder.layers.", "transformer.resblocks.")
            for new, old in (("layer_norm1", "ln_1"), ("layer_norm2", "ln_2"), (".fc1", ".c_fc"), (".fc2", ".c_proj"), ("self_attn", "attn")):
                stored = stored.replace(new, old)
            file[prefix + stored] = value
    return file


def extras(kind, models):
    """What published files carry beside the networks."""
    if kind == "sd1":
        return {"cond_stage_model.transformer.text_model.embeddings.position_ids": torch.arange(77)[None].float(),
                "alphas_cumprod": torch.linspace(1, 0, 10), "model_ema.decay": torch.tensor(0.9999), "model_ema.num_updates": torch.tensor(5)}
    prefix = "cond_stage_model.model." if kind == "sd2" else "conditioner.embedders.1.model."
    more = {prefix + "logit_scale": torch.tensor(4.6)}
    if kind == "sd2":
        more[prefix + "text_projection"] = torch.zeros(8, 8, dtype=torch.float16)
        block = {name: value for name, value in open_clip(models["text_encoder"], prefix).items() if ".resblocks.22." in name}
        more |= {name.replace(".22.", ".23."): value + 1 for name, value in block.items()}
    return more


def pipeline(kind, models):
    common = dict(beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", steps_offset=1)
    tokenizer = CLIPTokenizer.from_pretrained(str(reference / "sd1/model/tokenizer"))
    if kind == "sdxl":
        return StableDiffusionXLPipeline(scheduler=EulerDiscreteScheduler(timestep_spacing="leading", **common), tokenizer=tokenizer,
                                         tokenizer_2=tokenizer, **models)
    scheduler = PNDMScheduler(skip_prk_steps=True, set_alpha_to_one=False, **common) if kind == "sd1" else DDIMScheduler(
        clip_sample=False, set_alpha_to_one=False, prediction_type="v_prediction", **common)
    return StableDiffusionPipeline(scheduler=scheduler, tokenizer=tokenizer, safety_checker=None, feature_extractor=None,
                                   requires_safety_checker=False, **models)


def bytes_of(tensor):
    return tensor.contiguous().view(torch.uint8).numpy().tobytes() if tensor.ndim else tensor[None].view(torch.uint8).numpy().tobytes()


if __name__ == "__main__":
    for kind in LISTS:
        generator = torch.Generator().manual_seed(len(kind))
        models = {"unet": randomised(unet(kind), torch.float16), "vae": randomised(vae(), torch.float32 if kind == "sd1" else torch.float16),
                  "text_encoder": randomised(text(23 if kind == "sd2" else 2, "gelu" if kind == "sd2" else "quick_gelu"),
                                             torch.bfloat16 if kind == "sd1" else torch.float16)}
        if kind == "sdxl":
            models["text_encoder_2"] = randomised(text(2, "gelu", projected=True), torch.float16)
        folder = out / kind / "folder"
        shutil.rmtree(out / kind, ignore_errors=True)
        folder.parent.mkdir(parents=True)
        file = {name: value.contiguous() for name, value in (original(kind, models) | extras(kind, models)).items()}
        with tempfile.TemporaryDirectory() as whole, tempfile.NamedTemporaryFile(suffix=".safetensors") as single:
            save_file(file, single.name)
            with gzip.GzipFile(out / kind / "model.safetensors.gz", "wb", mtime=0) as gz:
                gz.write(pathlib.Path(single.name).read_bytes())
            pipe = pipeline(kind, models)
            pipe.save_pretrained(whole)
            unsafe = {} if kind == "sdxl" else {"safety_checker": None}
            read = type(pipe).from_single_file(single.name, config=whole, local_files_only=True, torch_dtype=torch.float32, **unsafe)
            for config in pathlib.Path(whole).rglob("*.json"):
                if "tokenizer" not in str(config.relative_to(whole)):
                    target = folder / config.relative_to(whole)
                    target.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy(config, target)
        expected, count = {}, 0
        for component, model in models.items():
            found = getattr(read, component).state_dict()
            for name, value in model.state_dict().items():
                assert torch.equal(found[name].float(), value.float()), name
                count += 1
            expected[component] = {name: [str(value.dtype)[6:], list(value.shape), hashlib.sha256(bytes_of(value)).hexdigest()[:32]]
                                   for name, value in model.state_dict().items()}
        with gzip.GzipFile(out / kind / "expected.json.gz", "wb", mtime=0) as gz:
            gz.write(json.dumps(expected).encode())
        print(kind, len(file), "tensors in the file,", count, "read by diffusers, all equal")
