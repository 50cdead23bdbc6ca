package dev.styleseal.file;

import java.util.Arrays;
import java.util.Optional;

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
}
