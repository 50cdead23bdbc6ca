package dev.styleseal.file;

import dev.styleseal.lora.AdapterModule;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalInt;

/** Which line of Stable Diffusion a seal was made for, in the words that other programs look for. */
public enum BaseFamily {
    /** Stable Diffusion 1.x. */
    SD1("sd_v1", "stable-diffusion-v1", false),
    /** Stable Diffusion 2.x that predicts noise. */
    SD2("sd_v2_512", "stable-diffusion-v2-512", true),
    /** Stable Diffusion 2.x that predicts velocity. */
    SD2_V("sd_v2_768_v", "stable-diffusion-v2-768-v", true),
    /** Stable Diffusion XL. */
    SDXL("sdxl_base_v1-0", "stable-diffusion-xl-v1-base", false);

    /** Channels of the first level in every published UNet. */
    static final int NARROWEST = 320;

    private final String kohyaName;
    private final String modelSpecName;
    private final boolean secondVersion;

    BaseFamily(String kohyaName, String modelSpecName, boolean secondVersion) {
        this.kohyaName = kohyaName;
        this.modelSpecName = modelSpecName;
        this.secondVersion = secondVersion;
    }

    /** The value of {@code ss_base_model_version}. */
    String kohyaName() {
        return kohyaName;
    }

    /** The value of {@code modelspec.architecture} up to the slash. */
    String modelSpecName() {
        return modelSpecName;
    }

    /** The value of {@code ss_v2}. */
    boolean secondVersion() {
        return secondVersion;
    }

    /** "epsilon" or "v": what the UNet predicts, in the words of modelspec. */
    String predictionType() {
        return this == SD2_V ? "v" : "epsilon";
    }

    static Optional<BaseFamily> ofModelSpec(String architecture) {
        return Arrays.stream(values())
                .filter(family -> architecture.equals(family.modelSpecName)
                        || architecture.startsWith(family.modelSpecName + "/"))
                .findFirst();
    }

    static Optional<BaseFamily> ofKohya(String version) {
        return Arrays.stream(values())
                .filter(family -> version.equals(family.kohyaName))
                .findFirst();
    }

    /**
     * What the layers of a seal speak of; the two kinds of Stable Diffusion 2 cannot be told apart. SDXL's UNet alone has
     * a transformer in its coarsest block on the way up, and more than one block in a transformer.
     */
    static Optional<BaseFamily> ofLayers(Collection<? extends AdapterModule> modules) {
        boolean sdxl = modules.stream()
                .map(AdapterModule::path)
                .anyMatch(path -> path.startsWith(Component.TEXT_ENCODER_2.prefix())
                        || path.startsWith("unet.up_blocks.0.attentions.")
                        || path.startsWith("unet.add_embedding.")
                        || path.matches("unet\\..*\\.transformer_blocks\\.[1-9].*"));
        return sdxl ? Optional.of(SDXL) : ofWidth(modules);
    }

    /** Widths of the text states: CLIP-L, OpenCLIP-H, and both encoders of SDXL side by side. */
    private static Optional<BaseFamily> ofWidth(Collection<? extends AdapterModule> modules) {
        int width = width(modules, ".attn2.to_k")
                .orElse(width(modules, ".self_attn.q_proj").orElse(0));
        return switch (width) {
            case 768 -> Optional.of(SD1);
            case 1024 -> Optional.of(SD2);
            case 2048 -> Optional.of(SDXL);
            default -> Optional.empty();
        };
    }

    /** Channels that go into the layers of that name. */
    static OptionalInt width(Collection<? extends AdapterModule> modules, String ending) {
        return modules.stream()
                .filter(module -> module.path().endsWith(ending))
                .filter(module -> module.columns() > 0)
                .mapToInt(module -> Math.toIntExact(module.columns()))
                .findFirst();
    }
}
