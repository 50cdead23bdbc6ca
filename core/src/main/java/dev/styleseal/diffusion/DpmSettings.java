package dev.styleseal.diffusion;

import dev.styleseal.error.Message;

/**
 * What a config says about a DPM-Solver.
 *
 * @param prediction what the network's output means
 * @param algorithm which of the four forms
 * @param order highest order of a step, 1 to 3
 * @param midpoint whether steps of second order use the midpoint rule, not Heun's
 * @param lowerOrderFinal whether a run of fewer than 15 calls ends with lower orders
 * @param firstOrderFinal whether every run ends with a step of first order
 * @param clipping bounds of predicted clean latents
 */
record DpmSettings(
        Prediction prediction,
        DpmAlgorithm algorithm,
        int order,
        boolean midpoint,
        boolean lowerOrderFinal,
        boolean firstOrderFinal,
        Clipping clipping) {

    /** Runs shorter than this need lower orders at the end to be stable (diffusers). */
    private static final int FEW_CALLS = 15;

    static DpmSettings of(ScheduleConfig config) {
        refuseWhatIsNotImplemented(config);
        DpmAlgorithm algorithm = DpmAlgorithm.of(config);
        int order = config.integer("solver_order", 2);
        int highest = algorithm == DpmAlgorithm.STOCHASTIC_NOISE ? 2 : 3;
        if (order < 1 || order > highest) {
            throw config.refused("solver_order", Message.of("1 to {0}", highest));
        }
        boolean endsAtZero = config.text("final_sigmas_type", "zero").equals("zero");
        if (endsAtZero && algorithm.isOfNoise()) {
            throw config.refused("algorithm_type", "dpmsolver++ or sde-dpmsolver++ with final_sigmas_type = zero");
        }
        return new DpmSettings(
                Prediction.of(config),
                algorithm,
                order,
                isMidpoint(config),
                config.flag("lower_order_final", true),
                endsAtZero || config.flag("euler_at_final", false),
                Clipping.byThresholding(config));
    }

    /** The order of a call's step when {@code known} outputs are at hand. */
    int orderAt(int call, int calls, int known) {
        int possible = Math.min(order, known);
        boolean few = lowerOrderFinal && calls < FEW_CALLS;
        if (call == calls - 1 && (few || firstOrderFinal)) {
            return 1;
        }
        return call == calls - 2 && few ? Math.min(possible, 2) : possible;
    }

    private static boolean isMidpoint(ScheduleConfig config) {
        return switch (config.text("solver_type", "midpoint")) {
            case "midpoint", "logrho", "bh1", "bh2" ->
                true; // the last three belong to DEIS and UniPC, read as diffusers does
            case "heun" -> false;
            default -> throw config.refused("solver_type", "midpoint, heun");
        };
    }

    private static void refuseWhatIsNotImplemented(ScheduleConfig config) {
        config.requireFalse("use_flow_sigmas");
        if (config.says("variance_type", "learned") || config.says("variance_type", "learned_range")) {
            throw config.refused("variance_type", "null");
        }
    }
}
