package dev.styleseal.diffusion;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Nearest;
import java.util.Arrays;
import java.util.List;

/** The samplers by the names users type. */
public enum SamplerKind {
    DDIM("ddim", Levels.TIMESTEPS),
    EULER("euler", Levels.BETWEEN_TIMESTEPS),
    EULER_A("euler-a", Levels.TIMESTEPS),
    DPMPP_2M("dpmpp-2m", Levels.WHOLE_SCHEDULE),
    DPMPP_2M_KARRAS("dpmpp-2m-karras", Levels.WHOLE_SCHEDULE),
    DPMPP_2M_SDE_KARRAS("dpmpp-2m-sde-karras", Levels.WHOLE_SCHEDULE),
    UNIPC("unipc", Levels.WHOLE_SCHEDULE),
    EULER_KARRAS("euler-karras", Levels.BETWEEN_TIMESTEPS),
    HEUN("heun", Levels.BETWEEN_TIMESTEPS),
    LMS("lms", Levels.BETWEEN_TIMESTEPS),
    DDPM("ddpm", Levels.TIMESTEPS),
    PNDM("pndm", Levels.TIMESTEPS),
    LCM("lcm", Levels.DISTILLED);

    /** Where a sampler's noise levels can come from. */
    enum Levels {
        /** Those of the timesteps visited. */
        TIMESTEPS,
        /** The same, or a curve from the highest to the lowest of them. */
        BETWEEN_TIMESTEPS,
        /** Those of the timesteps visited, or a curve over the whole schedule. */
        WHOLE_SCHEDULE,
        /** The timesteps that the network was distilled at. */
        DISTILLED
    }

    private final String label;
    private final Levels levels;

    SamplerKind(String label, Levels levels) {
        this.label = label;
        this.levels = levels;
    }

    /** All names, in the order of this enum. */
    public static List<String> names() {
        return Arrays.stream(values()).map(kind -> kind.label).toList();
    }

    /**
     * The sampler of that name.
     *
     * @throws BadInput if there is none
     */
    public static SamplerKind named(String name) {
        for (SamplerKind kind : values()) {
            if (kind.label.equals(name)) {
                return kind;
            }
        }
        throw new BadInput(
                "There is no sampler {0}. Expected one of {1}. Did you mean {2}?",
                name, String.join(", ", names()), Nearest.to(name, names()));
    }

    /** The name users type. */
    public String label() {
        return label;
    }

    /** Whether it is one with Karras' levels, by name. */
    public boolean isKarras() {
        return label.endsWith("-karras");
    }

    Levels levels() {
        return levels;
    }

    /**
     * Starts a run with this model's schedule; the caller closes it. Runs native code: call it on the engine thread.
     *
     * @param steps at least 1
     * @throws BadInput if the config asks for something this sampler does not do, or there are too many steps
     */
    public Sampler start(ScheduleConfig config, int steps) {
        if (steps < 1) {
            throw new BadInput("{0} steps are too few. Expected at least 1. Raise --steps.", steps);
        }
        return switch (this) {
            case DDIM -> DdimSampler.start(config, steps);
            case EULER -> EulerSampler.start(config, steps);
            case EULER_A -> EulerAncestralSampler.start(config, steps);
            case DPMPP_2M -> DpmSolverSampler.start(config, steps);
            case DPMPP_2M_KARRAS -> DpmSolverSampler.start(karras(config), steps);
            case DPMPP_2M_SDE_KARRAS ->
                DpmSolverSampler.start(karras(config).with("algorithm_type", "sde-dpmsolver++"), steps);
            case UNIPC -> UniPcSampler.start(config, steps);
            case EULER_KARRAS -> EulerSampler.start(karras(config), steps);
            case HEUN -> HeunSampler.start(config, steps);
            case LMS -> LmsSampler.start(config, steps);
            case DDPM -> DdpmSampler.start(config, steps);
            case PNDM -> PndmSampler.start(config, steps);
            case LCM -> LcmSampler.start(config, steps);
        };
    }

    private static ScheduleConfig karras(ScheduleConfig config) {
        return config.with("use_karras_sigmas", true);
    }
}
