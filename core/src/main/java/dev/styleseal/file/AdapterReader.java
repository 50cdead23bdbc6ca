package dev.styleseal.file;

import dev.styleseal.file.AdapterName.Style;
import dev.styleseal.file.SealKey.Part;
import java.util.Optional;
import java.util.Set;

/**
 * Programs that read adapters, each with the rule by which it takes or leaves a tensor, as their code says (kohya-ss/
 * sd-scripts, {@code networks/lora.py}; AUTOMATIC1111, {@code extensions-builtin/Lora}; ComfyUI, {@code comfy/lora.py} and
 * {@code comfy/weight_adapter}; huggingface/diffusers, {@code loaders/}; huggingface/peft, {@code
 * utils/save_and_load.py}).
 */
public enum AdapterReader {
    /** kohya-ss/sd-scripts with its own LoRA network; leaves out what it does not know. */
    KOHYA("kohya sd-scripts", false) {
        @Override
        Optional<String> objection(AdapterName name, Situation situation) {
            if (!name.isKohya()) {
                return Optional.of(NAMES);
            }
            if (name.isTextProjection()) {
                return Optional.of("layers of this kind are not adapted there");
            }
            boolean block = name.layer().matches("(down|mid|up)_block.*");
            if ((block && situation.sdxl()) || (name.style() == Style.KOHYA_ORIGINAL && !situation.sdxl())) {
                return Optional.of("block names of another kind of model");
            }
            return name.endsWith("lora_down.weight") || name.endsWith("lora_up.weight") || name.endsWith("alpha")
                    ? Optional.empty()
                    : Optional.of(KIND);
        }
    },
    /** stable-diffusion-webui; leaves out what it does not know. */
    A1111("AUTOMATIC1111", false) {
        @Override
        Optional<String> objection(AdapterName name, Situation situation) {
            if (name.style() == Style.WORD) {
                return Optional.empty();
            }
            boolean lora = name.endsWith("lora_A.weight") || name.endsWith("lora_B.weight");
            boolean own = name.part().isPresent() && name.part().get() != Part.MAGNITUDE && isLyCoris(name);
            if (!name.isKohya()) {
                return Optional.of(NAMES);
            }
            if (situation.besideLora().contains(name.name())) {
                return Optional.of(KIND);
            }
            return lora || own ? Optional.empty() : Optional.of(KIND);
        }
    },
    /** ComfyUI; leaves out what it does not know. */
    COMFYUI("ComfyUI", false) {
        @Override
        Optional<String> objection(AdapterName name, Situation situation) {
            if (name.style() == Style.WORD || name.style() == Style.OTHER || name.style() == Style.PEFT) {
                return Optional.of(NAMES);
            }
            if (name.part().isEmpty() || name.part().get() == Part.MAGNITUDE) {
                return Optional.of(KIND);
            }
            return situation.alphaInHeader(name)
                    ? Optional.of(
                            "alpha stands in the header, which is not read there, and is not the rank: acts with another strength")
                    : Optional.empty();
        }
    },
    /** {@code load_lora_weights} of diffusers' Stable Diffusion pipelines; refuses a file that it does not know all of. */
    DIFFUSERS("diffusers", true) {
        @Override
        Optional<String> objection(AdapterName name, Situation situation) {
            if (name.style() == Style.WORD || name.style() == Style.OTHER || name.style() == Style.PEFT) {
                return Optional.of(NAMES);
            }
            if (name.isTextProjection()) {
                return Optional.of("layers of this kind are not adapted there");
            }
            if (name.isKohya() && name.endsWith("dora_scale")) {
                return Optional.of(OTHERWISE);
            }
            if (name.isKohya()) {
                return name.endsWith("lora_down.weight") || name.endsWith("lora_up.weight") || name.endsWith("alpha")
                        ? Optional.empty()
                        : Optional.of(KIND);
            }
            if (name.part().filter(Part.ALPHA::equals).isPresent() && situation.header()) {
                return Optional.of("alpha stands in the header as well");
            }
            boolean known = name.part().stream()
                    .anyMatch(part ->
                            part == Part.DOWN || part == Part.UP || part == Part.ALPHA || part == Part.MAGNITUDE);
            return known ? Optional.empty() : Optional.of(KIND);
        }
    },
    /** {@code PeftModel.from_pretrained}; refuses a file that it does not know all of. */
    PEFT("PEFT", true) {
        @Override
        Optional<String> objection(AdapterName name, Situation situation) {
            if (name.style() != Style.PEFT) {
                return Optional.of(NAMES);
            }
            boolean known = name.endsWith("lora_A.weight")
                    || name.endsWith("lora_B.weight")
                    || name.endsWith("lora_magnitude_vector");
            return known ? Optional.empty() : Optional.of(KIND);
        }
    };

    /** What is taken, and not as it is meant: diffusers 0.36 paints otherwise with such a file, and says nothing. */
    static final String OTHERWISE = "lengths of a DoRA, which are taken there in another way";

    private static final String NAMES = "names of another form";
    private static final String KIND = "a kind of adapter that is not read there";

    private final String label;
    private final boolean strict;

    AdapterReader(String label, boolean strict) {
        this.label = label;
        this.strict = strict;
    }

    /** As people call it. */
    public String label() {
        return label;
    }

    /** Whether one tensor that it does not know makes it refuse the file; else that tensor is left out. */
    public boolean strict() {
        return strict;
    }

    /** Why a tensor is not read, or not as it is meant; nothing if it is. A key of the catalog of messages. */
    abstract Optional<String> objection(AdapterName name, Situation situation);

    private static boolean isLyCoris(AdapterName name) {
        return name.ending().stream()
                .anyMatch(ending -> ending.text().equals("." + ending.part().text()));
    }

    /**
     * What counts beside a tensor's name.
     *
     * @param sdxl whether the adapter is for SDXL
     * @param header whether the file's header holds rank and alpha
     * @param besideLora names of differences of biases whose layer is a LoRA otherwise
     * @param otherAlphas names of tensors whose layer has an alpha in the header only, other than its rank
     */
    record Situation(boolean sdxl, boolean header, Set<String> besideLora, Set<String> otherAlphas) {
        boolean alphaInHeader(AdapterName name) {
            return otherAlphas.contains(name.name());
        }
    }
}
