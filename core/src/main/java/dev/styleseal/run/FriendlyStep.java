package dev.styleseal.run;

/** A distance between rounds that people like to read: it divides the run, or is a round number. */
final class FriendlyStep {
    private static final int[] ROUND = {10_000, 5_000, 2_500, 1_000, 500, 250, 100, 50, 25, 10, 5, 2};
    /** How many of the rounds may be given up for a friendly number: one in so many. */
    private static final int GIVEN_UP = 6;

    private FriendlyStep() {}

    /**
     * The distance for at most {@code rounds} rounds up to the end of {@code steps}, the end counted, and not many fewer.
     *
     * @param steps at least 1
     * @param rounds at least 1
     */
    static int of(int steps, int rounds) {
        int least = (steps - 1) / rounds + 1;
        long most = Math.min(steps, (long) steps * GIVEN_UP / ((GIVEN_UP - 1L) * rounds));
        int best = least;
        for (int every = least + 1; every <= most; every++) {
            if (friendliness(every, steps) > friendliness(best, steps)) {
                best = every;
            }
        }
        return best;
    }

    /** Dividing the run comes first, then roundness; of equals the smaller is kept. */
    private static int friendliness(int every, int steps) {
        int roundness = 0;
        for (int i = 0; i < ROUND.length && roundness == 0; i++) {
            roundness = every % ROUND[i] == 0 ? ROUND.length - i : 0;
        }
        return roundness + (steps % every == 0 ? ROUND.length + 1 : 0);
    }
}
