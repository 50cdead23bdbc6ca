package dev.styleseal.file;

/** How the tensors of a seal are named in its file. Every reader of Stable Diffusion adapters knows one of these. */
public enum SealFormat {
    /** {@code lora_unet_..._to_q.lora_down.weight}: kohya-ss/sd-scripts, AUTOMATIC1111, Forge, ComfyUI, diffusers. */
    KOHYA,
    /** {@code unet....to_q.lora_A.weight} and {@code lora_adapter_metadata}: diffusers and PEFT, ComfyUI. */
    DIFFUSERS
}
