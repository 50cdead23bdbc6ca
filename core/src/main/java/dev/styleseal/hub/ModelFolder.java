package dev.styleseal.hub;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which files a base model needs of a repository in diffusers' layout. */
final class ModelFolder {
    static final String INDEX = "model_index.json";

    private static final List<String> NETWORKS = List.of("unet", "vae", "text_encoder", "text_encoder_2");
    private static final List<String> SETTINGS = List.of("scheduler", "tokenizer", "tokenizer_2");
    private static final String HALF = "fp16";

    private final Listing listing;
    private final Optional<String> variant;
    private final Set<RepoFile> wanted = new HashSet<>();
    private final List<Message> notes = new ArrayList<>();

    private ModelFolder(Listing listing, Optional<String> variant) {
        this.listing = listing;
        this.variant = variant;
    }

    static PullPlan plan(Listing listing, Optional<String> variant) {
        ModelFolder folder = new ModelFolder(listing, variant);
        folder.choose();
        return new PullPlan(
                listing.name(),
                listing.commit(),
                listing.files().stream().filter(folder.wanted::contains).toList(),
                listing.files().stream()
                        .filter(file -> !folder.wanted.contains(file))
                        .map(file -> new PullPlan.Skipped(file, reason(file)))
                        .toList(),
                folder.notes,
                Optional.empty());
    }

    private void choose() {
        if (in("unet").isEmpty()) {
            throw new BadInput(
                    "{0} has no UNet, so it is not a Stable Diffusion 1, 2 or XL model. It has {1}. Choose another repository, or files by --file.",
                    listing.name(), FileChoice.names(listing.files()));
        }
        requireVariant();
        listing.files().stream().filter(file -> file.path().equals(INDEX)).forEach(wanted::add);
        for (String network : NETWORKS) {
            List<RepoFile> files = in(network);
            wanted.addAll(files.stream().filter(ModelFolder::isSetting).toList());
            if (!files.isEmpty()) {
                wanted.addAll(weights(network, files));
            }
        }
        SETTINGS.forEach(folder ->
                wanted.addAll(in(folder).stream().filter(ModelFolder::isSetting).toList()));
    }

    private List<RepoFile> in(String folder) {
        return listing.files().stream()
                .filter(file -> file.folder().equals(folder))
                .toList();
    }

    private static boolean isSetting(RepoFile file) {
        return (file.path().endsWith(".json") || file.path().endsWith(".txt"))
                && !file.name().contains(".index.");
    }

    private void requireVariant() {
        Set<String> variants = new TreeSet<>();
        NETWORKS.forEach(network -> variants.addAll(variants(in(network))));
        if (variant.isPresent() && !variants.contains(variant.get())) {
            variants.remove("");
            throw new BadInput(
                    "{0} has no variant {1}. Expected {2}. Correct --variant or leave it out.",
                    listing.name(),
                    variant.get(),
                    variants.isEmpty() ? Message.of("none: there is only one") : String.join(", ", variants));
        }
        if (variant.filter(name -> !name.equals(HALF)).isPresent()) {
            notes.add(Message.of(
                    "Style Seal itself reads plain files and those of {0}; the variant {1} is for other programs.",
                    HALF, variant.get()));
        }
    }

    private static Set<String> variants(List<RepoFile> files) {
        Set<String> variants = new TreeSet<>();
        files.forEach(file -> WeightName.of(file).ifPresent(name -> variants.add(name.variant())));
        return variants;
    }

    private List<RepoFile> weights(String network, List<RepoFile> files) {
        Set<String> there = variants(files);
        List<String> order = variant.map(name -> List.of(name, "")).orElse(List.of("", HALF));
        String chosen = order.stream()
                .filter(there::contains)
                .findFirst()
                .orElseThrow(() -> new BadInput(
                        "{0} has no weights for {1} that are read: it has {2}. Expected .safetensors files. Choose another repository, or files by --file.",
                        listing.name(), network, FileChoice.names(files)));
        if (!chosen.equals(order.get(0))) {
            notes.add(
                    chosen.isEmpty()
                            ? Message.of(
                                    "{0} has no variant {1}; its plain file is fetched.", network, variant.orElse(HALF))
                            : Message.of("{0} has no plain file; the variant {1} is fetched.", network, chosen));
        }
        boolean whole = files.stream().anyMatch(file -> is(file, chosen, false));
        return files.stream().filter(file -> is(file, chosen, !whole)).toList();
    }

    private static boolean is(RepoFile file, String variant, boolean sharded) {
        return WeightName.of(file)
                .filter(new WeightName(variant, sharded)::equals)
                .isPresent();
    }

    private static Message reason(RepoFile file) {
        if (NETWORKS.contains(file.folder())) {
            return Message.of("the same weights in another form");
        }
        if (file.folder().isEmpty() && FileChoice.isModelFile(file.name())) {
            return Message.of("the same model, or another, in one file");
        }
        return Message.of("not read by Style Seal");
    }
}
