package dev.styleseal.prompt;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code [from:to:when]}, {@code [to:when]}, {@code [from::when]} and {@code [a|b|c]}, which nest, and leaves all
 * else as it is, brackets of emphasis included. A bracket or colon outside of them that fits no rule is text; a bar or a
 * last backslash that fits none makes the whole prompt text.
 */
final class ScheduleParser {
    /** Deeper brackets are text; nobody writes them, and they must not exhaust the stack. */
    private static final int DEEPEST = 200;

    private static final Pattern PLAIN = Pattern.compile("(?:[^\\\\\\[\\]():|]|\\\\[^\\n])++");
    private static final Pattern WHEN = Pattern.compile(
            ":\\s*([+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?)\\s*]", Pattern.UNICODE_CHARACTER_CLASS);

    private final String prompt;
    private final int steps;
    private int at;

    private ScheduleParser(String prompt, int steps) {
        this.prompt = prompt;
        this.steps = steps;
    }

    static ScheduleNode parse(String prompt, int steps) {
        return new ScheduleParser(prompt, steps).whole();
    }

    private ScheduleNode whole() {
        List<ScheduleNode> parts = new ArrayList<>();
        while (at < prompt.length()) {
            Optional<ScheduleNode> part = part(0);
            if (part.isPresent()) {
                parts.add(part.get());
            } else if ("[]():".indexOf(prompt.charAt(at)) >= 0) {
                parts.add(new ScheduleNode.Text(prompt.substring(at, ++at)));
            } else {
                return new ScheduleNode.Text(prompt);
            }
        }
        return new ScheduleNode.Sequence(parts);
    }

    /** As many parts as there are from here on; may be none. */
    private ScheduleNode parts(int depth) {
        List<ScheduleNode> parts = new ArrayList<>();
        for (Optional<ScheduleNode> part = part(depth); part.isPresent(); part = part(depth)) {
            parts.add(part.get());
        }
        return new ScheduleNode.Sequence(parts);
    }

    /** Plain text or a closed bracket; without either nothing is read. */
    private Optional<ScheduleNode> part(int depth) {
        Matcher plain = PLAIN.matcher(prompt).region(at, prompt.length());
        if (plain.lookingAt()) {
            at = plain.end();
            return Optional.of(new ScheduleNode.Text(plain.group()));
        }
        int start = at;
        Optional<ScheduleNode> bracket = Optional.empty();
        if (depth < DEEPEST && take('(')) {
            bracket = round(depth + 1);
        } else if (depth < DEEPEST && take('[')) {
            bracket = square(depth + 1);
        }
        if (bracket.isEmpty()) {
            at = start;
        }
        return bracket;
    }

    private Optional<ScheduleNode> round(int depth) {
        ScheduleNode inside = parts(depth);
        if (take(':')) {
            inside = sequence(inside, ":", parts(depth));
        }
        return take(')') ? Optional.of(sequence("(", inside, ")")) : Optional.empty();
    }

    private Optional<ScheduleNode> square(int depth) {
        ScheduleNode first = parts(depth);
        if (take(']')) {
            return Optional.of(sequence("[", first, "]"));
        }
        if (next('|')) {
            return alternate(first, depth);
        }
        Optional<Integer> soon = when();
        if (soon.isPresent()) {
            return Optional.of(new ScheduleNode.Switch(new ScheduleNode.Text(""), first, soon.get()));
        }
        if (!take(':')) {
            return Optional.empty();
        }
        ScheduleNode second = parts(depth);
        return when().map(last -> new ScheduleNode.Switch(first, second, last));
    }

    private Optional<ScheduleNode> alternate(ScheduleNode first, int depth) {
        List<ScheduleNode> choices = new ArrayList<>(List.of(first));
        while (take('|')) {
            choices.add(parts(depth));
        }
        return take(']') ? Optional.of(new ScheduleNode.Alternate(List.copyOf(choices))) : Optional.empty();
    }

    /** The end {@code :when]} as the last step before it; below 1 it is a share of all steps. */
    private Optional<Integer> when() {
        Matcher matcher = WHEN.matcher(prompt).region(at, prompt.length());
        if (!matcher.lookingAt()) {
            return Optional.empty();
        }
        at = matcher.end();
        double when = Double.parseDouble(matcher.group(1));
        return Optional.of((int) Math.min(steps, when < 1 ? when * steps : when));
    }

    private boolean next(char wanted) {
        return at < prompt.length() && prompt.charAt(at) == wanted;
    }

    private boolean take(char wanted) {
        boolean there = next(wanted);
        at += there ? 1 : 0;
        return there;
    }

    private static ScheduleNode sequence(Object... parts) {
        List<ScheduleNode> nodes = new ArrayList<>();
        for (Object part : parts) {
            nodes.add(part instanceof ScheduleNode node ? node : new ScheduleNode.Text((String) part));
        }
        return new ScheduleNode.Sequence(nodes);
    }
}
