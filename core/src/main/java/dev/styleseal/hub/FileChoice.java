package dev.styleseal.hub;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which files of a repository are fetched: those asked for, those of a diffusers folder, or the one seal. */
final class FileChoice {
    private static final int SHOWN = 20;
    private static final String ADAPTER_CONFIG = "adapter_config.json";
    private static final String ADAPTER_WEIGHTS = "adapter_model.safetensors";
    private static final Pattern MODEL_FILE = Pattern.compile(".*\\.(safetensors|ckpt|pt|pth|bin)");

    private final Listing listing;
    private final PullWish wish;

    private FileChoice(Listing listing, PullWish wish) {
        this.listing = listing;
        this.wish = wish;
    }

    /**
     * Chooses.
     *
     * @throws BadInput if it is not clear what is wanted, or it is not there
     */
    static PullPlan plan(Listing listing, PullWish wish) {
        FileChoice choice = new FileChoice(listing, wish);
        if (!wish.patterns().isEmpty()) {
            return choice.asked();
        }
        if (listing.files().stream().anyMatch(file -> file.path().equals(ModelFolder.INDEX))) {
            return ModelFolder.plan(listing, wish.variant());
        }
        return choice.seal();
    }

    private PullPlan asked() {
        List<Pattern> patterns = new ArrayList<>();
        for (String text : wish.patterns()) {
            Pattern pattern = glob(text);
            if (listing.files().stream().noneMatch(file -> matches(pattern, file))) {
                throw new BadInput(
                        "No file of {0} is called {1}. Expected one of {2}. Correct --file.",
                        listing.name(), text, names(listing.files()));
            }
            patterns.add(pattern);
        }
        return planOf(file -> patterns.stream().anyMatch(pattern -> matches(pattern, file)), "not asked for");
    }

    /** As Python's fnmatch: * goes over folders, too. */
    private static Pattern glob(String text) {
        return Pattern.compile(text.codePoints().mapToObj(FileChoice::globbed).collect(Collectors.joining()));
    }

    private static String globbed(int letter) {
        return letter == '*' ? ".*" : letter == '?' ? "." : Pattern.quote(Character.toString(letter));
    }

    private static boolean matches(Pattern pattern, RepoFile file) {
        return pattern.matcher(file.path()).matches();
    }

    /** One file of weights, and what PEFT keeps beside it. */
    private PullPlan seal() {
        if (wish.variant().isPresent()) {
            throw new BadInput(
                    "--variant is given, but {0} is not a model of several networks: there is no {1}. Leave it out, or choose by --file.",
                    listing.name(), ModelFolder.INDEX);
        }
        List<RepoFile> weights = listing.files().stream()
                .filter(file -> file.path().endsWith(".safetensors"))
                .toList();
        Optional<RepoFile> adapter = weights.stream()
                .filter(file -> file.path().equals(ADAPTER_WEIGHTS) && has(ADAPTER_CONFIG))
                .findFirst();
        if (adapter.isEmpty() && weights.size() != 1) {
            throw unclear(weights);
        }
        RepoFile chosen = adapter.orElseGet(() -> weights.get(0));
        String beside = (chosen.folder().isEmpty() ? "" : chosen.folder() + "/") + ADAPTER_CONFIG;
        return planOf(
                file -> file.equals(chosen) || file.path().equals(beside),
                "not needed beside the weights; --file asks for it");
    }

    private boolean has(String path) {
        return listing.files().stream().anyMatch(file -> file.path().equals(path));
    }

    private BadInput unclear(List<RepoFile> weights) {
        if (!weights.isEmpty()) {
            return new BadInput(
                    "{0} has {1} files of weights and is no folder of diffusers, so it is not clear which is wanted: {2}. Expected one. Choose by --file.",
                    listing.name(), weights.size(), names(weights));
        }
        return new BadInput(
                "{0} has no .safetensors file and is no folder of diffusers. It has {1}. Choose another repository, or files by --file.",
                listing.name(), names(listing.files()));
    }

    private PullPlan planOf(Predicate<RepoFile> wanted, String reason) {
        List<RepoFile> files = listing.files().stream().filter(wanted).toList();
        List<PullPlan.Skipped> skipped = listing.files().stream()
                .filter(wanted.negate())
                .map(file -> new PullPlan.Skipped(file, Message.of(reason)))
                .toList();
        Optional<String> result = files.size() == 1 ? Optional.of(files.get(0).path()) : Optional.empty();
        return new PullPlan(listing.name(), listing.commit(), files, skipped, List.of(), result);
    }

    /** Whether a file may hold a whole model or a seal. */
    static boolean isModelFile(String name) {
        return MODEL_FILE.matcher(name.toLowerCase(Locale.ROOT)).matches();
    }

    /** For people; a repository may have thousands. */
    static Message names(List<RepoFile> files) {
        List<String> first = files.stream().limit(SHOWN).map(RepoFile::path).toList();
        if (files.size() <= SHOWN) {
            return Message.of("{0}", files.isEmpty() ? Message.of("no files") : String.join(", ", first));
        }
        return Message.of("{0} and {1} more", String.join(", ", first), files.size() - SHOWN);
    }
}
