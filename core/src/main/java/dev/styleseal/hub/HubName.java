package dev.styleseal.hub;

import dev.styleseal.error.BadInput;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A repository of the hub, and which state of it.
 *
 * @param organisation a person or organisation
 * @param name of the repository
 * @param revision a branch, a tag or a commit; {@link #MAIN} if nothing else is said
 */
public record HubName(String organisation, String name, String revision) {
    /** The branch that every repository has. */
    public static final String MAIN = "main";

    /** As huggingface_hub's validate_repo_id: word characters at both ends; "--" would be ambiguous in the cache. */
    private static final String PART = "(?!\\S*(?:--|\\.\\.))\\w(?:[\\w.-]{0,94}\\w)?";

    private static final Pattern REPOSITORY = Pattern.compile("(" + PART + ")/(" + PART + ")");
    private static final Pattern REVISION = Pattern.compile("[\\w+][\\w+.-]*(?:/[\\w+][\\w+.-]*)*");
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
    private static final int LONGEST_REVISION = 200;

    public HubName {
        if (!REPOSITORY.matcher(organisation + "/" + name).matches() || name.endsWith(".git")) {
            throw new BadInput(
                    "\"{0}/{1}\" is not the name of a repository. Expected ORGANISATION/NAME of letters, digits and . _ - as in the address of its page, such as stabilityai/sdxl-turbo. Correct it.",
                    organisation, name);
        }
        if (!REVISION.matcher(revision).matches()
                || revision.contains("..")
                || revision.endsWith(".")
                || revision.endsWith(".lock")
                || revision.length() > LONGEST_REVISION) {
            throw new BadInput(
                    "\"{0}\" is not a revision of {1}/{2}. Expected a branch, a tag or a commit, such as main, refs/pr/1 or 40 hexadecimal digits. Correct what is behind the @.",
                    revision, organisation, name);
        }
    }

    /**
     * Reads {@code ORGANISATION/NAME} or {@code ORGANISATION/NAME@REVISION}.
     *
     * @throws BadInput if it is neither
     */
    public static HubName parse(String text) {
        int at = text.indexOf('@');
        String repository = at < 0 ? text : text.substring(0, at);
        Matcher parts = REPOSITORY.matcher(repository);
        if (!parts.matches()) {
            throw new BadInput(
                    "\"{0}\" is not the name of a repository. Expected ORGANISATION/NAME or ORGANISATION/NAME@REVISION, as in the address of its page, such as stabilityai/sdxl-turbo. Correct it.",
                    text);
        }
        return new HubName(parts.group(1), parts.group(2), at < 0 ? MAIN : text.substring(at + 1));
    }

    /** Whether {@link #parse} takes it; a relative path of two parts does look like a name, too. */
    public static boolean looksLike(String text) {
        try {
            parse(text);
            return true;
        } catch (BadInput e) {
            return false;
        }
    }

    /** Without the revision. */
    public String repository() {
        return organisation + "/" + name;
    }

    boolean isCommit() {
        return isCommit(revision);
    }

    static boolean isCommit(String text) {
        return COMMIT.matcher(text).matches();
    }

    /** As it is parsed. */
    @Override
    public String toString() {
        return revision.equals(MAIN) ? repository() : repository() + "@" + revision;
    }
}
