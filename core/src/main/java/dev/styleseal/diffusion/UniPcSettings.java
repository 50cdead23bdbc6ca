package dev.styleseal.diffusion;

import java.util.List;

/**
 * What a config says about UniPC.
 *
 * @param prediction what the network's output means
 * @param order highest order of a step, 1 to 3
 * @param ofData whether the integral is of the predicted clean latents, not of the noise
 * @param firstScale whether B(h) = h (bh1), not e^h - 1 (bh2)
 * @param lowerOrderFinal whether runs end with lower orders
 * @param uncorrected calls after which the result is not corrected
 * @param clipping bounds of predicted clean latents
 */
record UniPcSettings(
        Prediction prediction,
        int order,
        boolean ofData,
        boolean firstScale,
        boolean lowerOrderFinal,
        List<Integer> uncorrected,
        Clipping clipping) {

    UniPcSettings {
        uncorrected = List.copyOf(uncorrected);
    }

    static UniPcSettings of(ScheduleConfig config) {
        config.requireFalse("use_flow_sigmas");
        if (!config.isMissingOrNull("solver_p")) {
            throw config.refused("solver_p", "null");
        }
        int order = config.integer("solver_order", 2);
        if (order < 1 || order > 3) {
            throw config.refused("solver_order", "1 to 3");
        }
        boolean ofData = config.flag("predict_x0", true);
        if (!ofData && config.text("final_sigmas_type", "zero").equals("zero")) {
            throw config.refused("predict_x0", "true with final_sigmas_type = zero");
        }
        return new UniPcSettings(
                Prediction.of(config),
                order,
                ofData,
                isFirstScale(config),
                config.flag("lower_order_final", true),
                config.numbers("disable_corrector").orElse(List.of()).stream()
                        .map(Double::intValue)
                        .toList(),
                Clipping.byThresholding(config));
    }

    /** The order of a call's step when {@code known} outputs are at hand. */
    int orderAt(int call, int calls, int known) {
        int possible = Math.min(order, known);
        return lowerOrderFinal ? Math.min(possible, calls - call) : possible;
    }

    private static boolean isFirstScale(ScheduleConfig config) {
        return switch (config.text("solver_type", "bh2")) {
            case "bh1" -> true;
            // The last three belong to the DPM-Solver and DEIS; read as diffusers reads them.
            case "bh2", "midpoint", "heun", "logrho" -> false;
            default -> throw config.refused("solver_type", "bh1, bh2");
        };
    }
}
