package dev.styleseal.image.webp;

/** How a block is guessed from its neighbours, in the order of RFC 6386, section 8.1; the first four also for 16 x 16. */
enum Mode {
    DC(0),
    TRUE_MOTION(1),
    VERTICAL(2),
    HORIZONTAL(3),
    LEFT_DOWN(4),
    RIGHT_DOWN(5),
    VERTICAL_RIGHT(6),
    VERTICAL_LEFT(7),
    HORIZONTAL_DOWN(8),
    HORIZONTAL_UP(9);

    private final int number;

    Mode(int number) {
        this.number = number;
    }

    /** The number under which tables know the mode. */
    int number() {
        return number;
    }
}
