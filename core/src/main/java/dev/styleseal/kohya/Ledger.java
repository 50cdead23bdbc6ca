package dev.styleseal.kohya;

import com.fasterxml.jackson.databind.JsonNode;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import dev.styleseal.run.RunDescription;
import dev.styleseal.run.Setting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A file of kohya's while it is gone through: what was read, what was told of it, and the run that comes of it. */
final class Ledger {
    private final KohyaFile kohya;
    private final Set<String> untold;
    private final List<Message> taken = new ArrayList<>();
    private final List<Message> changed = new ArrayList<>();
    private final List<Message> left = new ArrayList<>();
    private RunDescription description = RunDescription.empty();

    Ledger(KohyaFile kohya) {
        this.kohya = kohya;
        untold = new LinkedHashSet<>(kohya.values().keySet());
        changed.addAll(kohya.notes());
    }

    Path file() {
        return kohya.file();
    }

    /** Whether kohya's defaults count where the file is silent. */
    boolean trains() {
        return kohya.trains();
    }

    /** Keys of which nothing was said yet. */
    Set<String> untold() {
        return new LinkedHashSet<>(untold);
    }

    /** Whether there is a value that asks for something: graphical tools write empty texts and lists too. */
    boolean has(String key) {
        JsonNode value = kohya.values().get(key);
        return value != null
                && !(value.isTextual() && value.textValue().isBlank())
                && !(value.isArray() && value.isEmpty());
    }

    Optional<JsonNode> value(String key) {
        return has(key) ? Optional.ofNullable(kohya.values().get(key)) : Optional.empty();
    }

    Optional<String> text(String key) {
        return value(key).map(value -> {
            require(value.isTextual(), key, "a text");
            return value.textValue();
        });
    }

    Optional<Double> number(String key) {
        return value(key).map(value -> {
            require(value.isNumber(), key, "a number");
            return value.doubleValue();
        });
    }

    /** A whole number that may be written as 4.0, up to a thousand million. */
    Optional<Integer> whole(String key) {
        return value(key).map(value -> {
            require(
                    value.isNumber() && value.canConvertToExactIntegral() && value.canConvertToInt(),
                    key,
                    "a whole number");
            return value.intValue();
        });
    }

    boolean flag(String key) {
        return value(key)
                .map(value -> {
                    require(value.isBoolean(), key, "true or false");
                    return value.booleanValue();
                })
                .orElse(false);
    }

    /** Texts in a list, or one alone. */
    List<String> texts(String key) {
        return value(key)
                .map(value -> {
                    List<String> all = new ArrayList<>();
                    (value.isArray() ? value : List.of(value)).forEach(each -> {
                        require(each.isTextual(), key, "a list of texts");
                        all.add(each.textValue());
                    });
                    return all;
                })
                .orElse(new ArrayList<>());
    }

    private void require(boolean right, String key, String expected) {
        if (!right) {
            throw wrong(key, Message.of(expected));
        }
    }

    BadInput wrong(String key, Message expected) {
        return new BadInput("{0}: {1} is {2}. Expected {3}. Correct it.", file(), key, shown(key), expected);
    }

    /** Means the same here. */
    void take(String key, Ours ours) {
        put(ours);
        tell(taken, key, Message.of("{0} = {1} -> {2} = {3}", key, shown(key), ours.key(), ours.value()));
    }

    /** Is so here in any case. */
    void asHere(String key) {
        tell(taken, key, Message.of("{0} = {1}: so it is here", key, shown(key)));
    }

    /** What kohya does when the file is silent. */
    void standard(String key, Object kohyas, Ours ours) {
        if (trains()) {
            put(ours);
            taken.add(Message.of(
                    "{0} is not there; kohya's default {1} -> {2} = {3}", key, kohyas, ours.key(), ours.value()));
        }
    }

    /** The value itself, or kohya's default where the file is silent. */
    void same(String key, Setting setting, Object standard) {
        if (has(key)) {
            Object value = switch (setting.type()) {
                case WHOLE -> whole(key).orElseThrow();
                case NUMBER -> number(key).orElseThrow();
                case TEXT -> text(key).orElseThrow();
                case FLAG -> flag(key);
            };
            take(key, Ours.of(setting, value));
        } else {
            standard(key, standard, Ours.of(setting, standard));
        }
    }

    void change(String key, Ours ours, Message why) {
        put(ours);
        tell(changed, key, Message.of("{0} = {1} -> {2} = {3}: {4}", key, shown(key), ours.key(), ours.value(), why));
    }

    /** Done otherwise, without a key of ours. */
    void change(String key, Message why) {
        tell(changed, key, Message.of("{0} = {1}: {2}", key, shown(key), why));
    }

    /** Done otherwise, though the file says nothing. */
    void change(Message note) {
        changed.add(note);
    }

    /** Another value than kohya's default, though the file says nothing. */
    void change(Ours ours, Message note) {
        put(ours);
        changed.add(note);
    }

    void leave(String key, Message why) {
        tell(left, key, Message.of("{0} = {1}: {2}", key, shown(key), why));
    }

    /** Several keys that are not done for the same reason. */
    void leave(List<String> keys, Message why) {
        left.add(Message.of(
                "{0}: {1}",
                Message.joined(
                        ", ",
                        keys.stream()
                                .map(key -> Message.of("{0} = {1}", key, shown(key)))
                                .toList()),
                why));
        keys.forEach(untold::remove);
    }

    /** Not done, though no key says it. */
    void leave(Message note) {
        left.add(note);
    }

    /** An argument inside of network_args or optimizer_args that means the same here. */
    void takeArgument(String key, String value, Ours ours) {
        put(ours);
        taken.add(Message.of("{0} = {1} -> {2} = {3}", key, value, ours.key(), ours.value()));
    }

    /** All of the arguments inside of a key were told. */
    void gone(String key) {
        untold.remove(key);
    }

    /** The name of a folder says it. */
    void nameSays(String name, Ours ours) {
        put(ours);
        taken.add(Message.of("{0} -> {1} = {2}", name, ours.key(), ours.value()));
    }

    /** One that is so here in any case. */
    void argumentAsHere(String key, String value) {
        taken.add(Message.of("{0} = {1}: so it is here", key, value));
    }

    /** One that is not done here. */
    void leaveArgument(String key, String value, Message why) {
        left.add(Message.of("{0} = {1}: {2}", key, value, why));
    }

    private void put(Ours ours) {
        description = ours.into().apply(description);
    }

    private void tell(List<Message> list, String key, Message line) {
        if (untold.remove(key)) {
            list.add(line);
        }
    }

    /** The value as it stands in the file; secrets are not repeated. */
    private String shown(String key) {
        JsonNode value = kohya.values().get(key);
        return KohyaKeys.SECRETS.contains(key) ? "***" : String.valueOf(value);
    }

    Imported imported() {
        return new Imported(description, taken, changed, left);
    }
}
