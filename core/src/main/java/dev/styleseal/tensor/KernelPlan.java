package dev.styleseal.tensor;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How each large operation is carried out: what was measured to be the fastest here, or always the way of the reference.
 * Immutable.
 *
 * @param choices by case; a case that is not there is carried out as {@link Operation#kernels} begins
 */
public record KernelPlan(Map<KernelCase, Kernel> choices) {
    /** The way of the reference, everywhere: equal to diffusers. */
    public static final KernelPlan FIXED = new KernelPlan(Map.of());

    public KernelPlan {
        choices = Map.copyOf(choices);
        choices.forEach((one, kernel) -> {
            if (!one.operation().kernels().contains(kernel)) {
                throw new IllegalArgumentException(one.text() + " cannot be carried out as " + kernel.label());
            }
        });
    }

    /** The way to carry out one case. */
    public Kernel kernel(KernelCase one) {
        return choices.getOrDefault(one, one.operation().kernels().get(0));
    }

    /** The way that was chosen for a case, if one was. */
    public Optional<Kernel> chosen(KernelCase one) {
        return Optional.ofNullable(choices.get(one));
    }

    /** Whether every case is carried out as the reference does. */
    public boolean isFixed() {
        return choices.entrySet().stream()
                .allMatch(choice -> choice.getValue()
                        == choice.getKey().operation().kernels().get(0));
    }

    /** All choices that differ from the reference's, by the texts of their cases, in order. */
    public String text() {
        Map<String, String> lines = new TreeMap<>();
        choices.forEach((one, kernel) -> {
            if (kernel != one.operation().kernels().get(0)) {
                lines.put(one.text(), kernel.label());
            }
        });
        return lines.entrySet().stream()
                .map(line -> line.getKey() + "=" + line.getValue())
                .collect(Collectors.joining(", "));
    }

    /**
     * Reads {@link #text}.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static KernelPlan parse(String text) {
        Map<KernelCase, Kernel> choices = new HashMap<>();
        for (String line : text.isEmpty() ? new String[0] : text.split(", ", -1)) {
            int at = line.lastIndexOf('=');
            if (at < 0) {
                throw new IllegalArgumentException("no choice of a kernel: " + line);
            }
            choices.put(KernelCase.parse(line.substring(0, at)), Kernel.named(line.substring(at + 1)));
        }
        return new KernelPlan(choices);
    }
}
