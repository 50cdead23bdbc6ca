package dev.styleseal.image;

/**
 * A colour in CIELAB, where distances are roughly those that people see.
 *
 * @param lightness L*, 0 black to 100 white
 * @param a green (negative) to red, about -86 to 98
 * @param b blue (negative) to yellow, about -108 to 95
 */
record CieLab(double lightness, double a, double b) {
    private static final double[] LINEAR = linear();

    /** The white of sRGB, D65 (IEC 61966-2-1:1999). */
    private static final double WHITE_X = 0.9505;

    private static final double WHITE_Z = 1.0890;

    /** CIE 15:2004, section 8.2.1.1: below this the cube root is replaced by a line. */
    private static final double EPSILON = 216.0 / 24389;

    private static final double KAPPA = 24389.0 / 27;

    /** From sRGB values of 0 to 255. */
    static CieLab of(int red, int green, int blue) {
        double r = LINEAR[red];
        double g = LINEAR[green];
        double b = LINEAR[blue];
        double x = curve((0.4124 * r + 0.3576 * g + 0.1805 * b) / WHITE_X);
        double y = curve(0.2126 * r + 0.7152 * g + 0.0722 * b);
        double z = curve((0.0193 * r + 0.1192 * g + 0.9505 * b) / WHITE_Z);
        return new CieLab(116 * y - 16, 500 * (x - y), 200 * (y - z));
    }

    private static double curve(double value) {
        return value > EPSILON ? Math.cbrt(value) : (KAPPA * value + 16) / 116;
    }

    private static double[] linear() {
        double[] linear = new double[256];
        for (int i = 0; i < linear.length; i++) {
            double value = i / 255.0;
            linear[i] = value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
        }
        return linear;
    }
}
