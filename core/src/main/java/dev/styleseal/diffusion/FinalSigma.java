package dev.styleseal.diffusion;

/** Where a run ends, as the config's final_sigmas_type says: without noise, or at the schedule's lowest level. */
final class FinalSigma {
    private FinalSigma() {}

    static double of(ScheduleConfig config, SigmaTable table) {
        return switch (config.text("final_sigmas_type", "zero")) {
            case "zero" -> 0;
            case "sigma_min" -> table.first();
            default -> throw config.refused("final_sigmas_type", "zero, sigma_min");
        };
    }
}
