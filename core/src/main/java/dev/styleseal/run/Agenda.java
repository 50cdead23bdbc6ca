package dev.styleseal.run;

/**
 * How often a run of some length does what it does beside its steps.
 *
 * @param evaluations of the loss, with those before the first step and after the last
 * @param previews rounds of all prompts
 * @param saves checkpoints and seals that are written
 * @param kept the most of them that are on the disk at a time
 * @param pictures painted after the last step, for the choice and the self-test
 */
record Agenda(int evaluations, int previews, int saves, int kept, int pictures) {
    /** How often something happens that happens before the first step, then every so many, 0 for never. */
    static int fromTheStart(int steps, int every) {
        return every == 0 ? 0 : 1 + steps / every;
    }

    /** The same for what also happens after the last step. */
    static int fromTheStartToTheEnd(int steps, int every) {
        return every == 0 ? 0 : 1 + (steps + every - 1) / every;
    }
}
