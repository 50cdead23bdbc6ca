package dev.styleseal.weights;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/** The order of texts by their UTF-8 bytes, which is Rust's and so that of safetensors; Java's own differs above U+FFFF. */
final class CodePoints {
    static final Comparator<String> ORDER =
            (a, b) -> Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

    private CodePoints() {}
}
