package dev.styleseal.file;

/** How a seal is stored. Every reader of Stable Diffusion adapters knows one of these. */
public enum SealFormat {
    /** {@code lora_unet_..._to_q.lora_down.weight}: kohya-ss/sd-scripts, AUTOMATIC1111, Forge, ComfyUI, diffusers. */
    KOHYA("kohya"),
    /** {@code unet....to_q.lora_A.weight} and {@code lora_adapter_metadata}: diffusers, ComfyUI. */
    DIFFUSERS("diffusers"),
    /**
     * A folder with {@code adapter_config.json} and {@code adapter_model.safetensors}, as PEFT's {@code save_pretrained}
     * makes it: directly in it for the UNet, else in one folder a network, named as in a model.
     */
    PEFT("PEFT");

    private final String label;

    SealFormat(String label) {
        this.label = label;
    }

    /** As people call it. */
    public String label() {
        return label;
    }

    /** What the name of a seal ends with: an extension, or nothing for a folder. */
    public String ending() {
        return this == PEFT ? "" : ".safetensors";
    }
}
