package dev.styleseal.image;

import static org.assertj.core.api.Assertions.assertThat;

/** How far two pictures of the same size are from each other, in steps of 255. */
record PixelDifference(double mean, int worst, String where) {
    static PixelDifference between(RgbImage ours, RgbImage theirs) {
        assertThat(ours.width() + " x " + ours.height()).isEqualTo(theirs.width() + " x " + theirs.height());
        long sum = 0;
        int worst = 0;
        String where = "nowhere";
        for (int y = 0; y < ours.height(); y++) {
            for (int x = 0; x < ours.width(); x++) {
                for (int c = 0; c < 3; c++) {
                    int difference = Math.abs(ours.sample(x, y, c) - theirs.sample(x, y, c));
                    sum += difference;
                    if (difference > worst) {
                        worst = difference;
                        where = "(" + x + ", " + y + ", " + c + "): " + ours.sample(x, y, c) + ", expected "
                                + theirs.sample(x, y, c);
                    }
                }
            }
        }
        return new PixelDifference((double) sum / ours.bytes().length, worst, where);
    }
}
