package dev.styleseal.hub;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import java.util.Optional;

/** Why the hub gives nothing, in words that say what to do. */
final class Refusal {
    private final HubSettings settings;
    private final HubName name;

    Refusal(HubSettings settings, HubName name) {
        this.settings = settings;
        this.name = name;
    }

    /**
     * Looks at an answer's status.
     *
     * @param what is asked for: the path of a file, or nothing for the list of files
     * @throws BadInput unless it is what was asked for
     */
    void check(Answer answer, Optional<RepoFile> what) {
        int status = answer.status();
        if (status / 100 == 2 || status == 416 || answer.isRedirect()) {
            return;
        }
        String code = answer.header("X-Error-Code").orElse("");
        if (code.equals("GatedRepo")) {
            throw gated();
        }
        if (code.equals("RevisionNotFound")) {
            throw new BadInput(
                    "{0} has no revision {1}. Expected a branch, a tag or a commit of it. Look at {2}/{0}, and correct what is behind the @.",
                    name.repository(), name.revision(), settings.endpoint());
        }
        if (code.equals("EntryNotFound") || (status == 404 && what.isPresent() && code.isEmpty())) {
            throw new BadInput(
                    "{0} has no file {1}. Expected one that is listed. Pull again: the repository may have changed meanwhile.",
                    name, what.map(RepoFile::path).orElse(""));
        }
        if (status == 401 || status == 404) {
            throw unknown();
        }
        if (status == 403) {
            throw forbidden(answer);
        }
        throw new BadInput(
                "{0} answers {1} when asked for {2}{3}. Expected 200. Check the name and HF_ENDPOINT, or try again later.",
                answer.uri().getHost(),
                status,
                what.map(RepoFile::path).orElse(name.toString()),
                answer.header("X-Error-Message")
                        .map(text -> Message.of(" ({0})", text))
                        .orElse(Message.of("")));
    }

    private BadInput gated() {
        return new BadInput(
                "{0} is gated: its owner asks for consent first. Open {1}/{0}, sign in and accept; {2}.",
                name.repository(), settings.endpoint(), howToSignIn());
    }

    private BadInput unknown() {
        return new BadInput(
                "The hub shows no repository {0}: there is none, or it is private. Expected the name in the address of its page, {1}/{0}. Correct the name; if it is private, {2}.",
                name.repository(), settings.endpoint(), howToSignIn());
    }

    private BadInput forbidden(Answer answer) {
        return new BadInput(
                "{0} forbids reading {1}{2}. Expected a repository that you may read. Look at {3}/{1}; {4}.",
                answer.uri().getHost(),
                name.repository(),
                answer.header("X-Error-Message")
                        .map(text -> Message.of(" ({0})", text))
                        .orElse(Message.of("")),
                settings.endpoint(),
                howToSignIn());
    }

    private Message howToSignIn() {
        return settings.token().isEmpty()
                ? Message.of(
                        "then make a token in the settings of your account there, and give it in the variable HF_TOKEN or by --token-file")
                : Message.of("the token that was given is of an account without that right, or has expired");
    }
}
