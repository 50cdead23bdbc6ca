package dev.styleseal.report;

import dev.styleseal.error.Message;
import java.util.Locale;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/** The sentences of a page, kept in one file beside the class that uses them, so that they can be translated. Immutable. */
public final class Words {
    private final ResourceBundle bundle;

    private Words(ResourceBundle bundle) {
        this.bundle = bundle;
    }

    /** The file {@code words.properties} (UTF-8) of the package of {@code place}. */
    public static Words beside(Class<?> place) {
        return new Words(
                ResourceBundle.getBundle(place.getPackageName() + ".words", Locale.ROOT, place.getClassLoader()));
    }

    /**
     * A sentence with its places {@code {0}}, {@code {1}}, ... filled.
     *
     * @throws java.util.MissingResourceException if there is no such key
     */
    public String of(String key, @Nullable Object... arguments) {
        return Message.of(bundle.getString(key), arguments).text();
    }
}
