package dev.styleseal.model;

import dev.styleseal.checkpoint.Architecture;
import dev.styleseal.checkpoint.Checkpoint;
import dev.styleseal.checkpoint.Component;
import dev.styleseal.error.BadInput;
import dev.styleseal.io.ConfigFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Networks that a user takes from elsewhere. */
record OtherParts(BaseOptions options, Architecture architecture) {
    /** Puts them in place of the base's own, or where it has none. */
    void replace(Map<Component, Part> networks, List<Component> textEncoders) {
        options.vae().ifPresent(vae -> networks.put(Component.VAE, part(vae, Component.VAE, "--vae")));
        List<Component> missing = textEncoders.stream()
                .filter(component -> !networks.containsKey(component))
                .toList();
        List<Component> places = missing.isEmpty() ? textEncoders : missing;
        if (options.textEncoders().size() > places.size()) {
            throw new BadInput(
                    "--text-encoder is given {0} times, and the base takes {1}. Expected at most one for each text encoder. Leave some out.",
                    options.textEncoders().size(), places.size());
        }
        for (int i = 0; i < options.textEncoders().size(); i++) {
            Component component = places.get(i);
            networks.put(component, part(options.textEncoders().get(i), component, "--text-encoder"));
        }
    }

    /** A folder that was given to describe the networks describes those from elsewhere too. */
    private ConfigFile config(Checkpoint opened, Component component) {
        Optional<Path> given = options.configs()
                .map(folder -> folder.resolve(component.folder()).resolve("config.json"))
                .filter(Files::isRegularFile);
        return given.map(ConfigFile::read)
                .orElseGet(() ->
                        ConfigFile.of(opened.config(component), opened.file().path()));
    }

    private Part part(Path path, Component component, String option) {
        if (Files.isRegularFile(path)) {
            Supplier<Checkpoint> opener = () -> Checkpoint.part(path, component, architecture);
            try (Checkpoint opened = opener.get()) {
                return new FilePart(path, component, opener, config(opened, component));
            }
        }
        if (Files.isRegularFile(path.resolve("model_index.json"))) {
            return new FolderPart(path.resolve(component.folder()), component);
        }
        if (!Files.isRegularFile(path.resolve("config.json"))) {
            throw new BadInput(
                    "{0} is {1}, where no {2} is. Expected a file of weights, a folder with config.json and weights, or a diffusers model. Correct the path.",
                    option, path, component.folder());
        }
        return new FolderPart(path, component);
    }
}
