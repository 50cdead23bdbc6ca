package dev.styleseal.checkpoint;

import dev.styleseal.error.CorruptFile;
import dev.styleseal.weights.TensorEntry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The tensors of one component in a file, by their names without the component's prefix.
 *
 * @param component whose they are
 * @param tensors in the order of the file
 */
record Section(Component component, Map<String, TensorEntry> tensors) {
    /** Names that go into a message. */
    private static final int SHOWN = 8;

    /** A picture halved so often is gone; bounds what a hostile file costs. */
    private static final int MOST_LEVELS = 16;

    /** The text encoder of Stable Diffusion 2 has 24 layers, of which diffusers keeps those that are used. */
    private static final int SD2_LAYERS = 23;

    /** Whether names are those of the original code, not of diffusers or transformers. */
    boolean isOriginal() {
        Set<String> names = tensors.keySet();
        return switch (component) {
            case UNET -> names.stream().anyMatch(UNetNames::isOriginal) && !names.contains("conv_in.weight");
            case VAE -> names.stream().anyMatch(name -> name.contains(".mid.") || name.contains(".norm_out."));
            case TEXT_ENCODER, TEXT_ENCODER_2 ->
                names.stream()
                        .anyMatch(name -> name.startsWith("transformer.resblocks.") || name.equals("ln_final.weight"));
        };
    }

    /**
     * The pieces by today's names of diffusers; what is not needed goes to {@code leftOut}.
     *
     * @throws CorruptFile when names cannot be understood, or two name the same
     */
    Map<String, Piece> pieces(Path file, LeftOutList leftOut) {
        boolean original = isOriginal();
        Map<String, TensorEntry> needed = new LinkedHashMap<>();
        tensors.forEach((name, entry) -> {
            Optional<String> reason = Needless.within(component, name);
            if (reason.isPresent()) {
                leftOut.add(reason.get(), entry.name());
            } else {
                needed.put(name, entry);
            }
        });
        Map<String, Piece> pieces = new LinkedHashMap<>();
        List<String> strange = new ArrayList<>();
        Names names = names(original, needed.keySet());
        needed.forEach((name, entry) -> {
            if (component == Component.TEXT_ENCODER && isUnusedText(name, original)) {
                leftOut.add(Needless.UNUSED_TEXT, entry.name());
                return;
            }
            List<String> targets = names.diffusers(name);
            if (targets.isEmpty() || !put(file, pieces, targets, entry, original)) {
                strange.add(entry.name());
            }
        });
        if (!strange.isEmpty()) {
            throw new CorruptFile(
                    "Cannot read {0}: {1} {1|tensor|tensors} of its {2} cannot be understood: {3}. Expected the names and "
                            + "shapes of Stable Diffusion 1, 2 or XL. Use a model of that kind, or fetch the file again.",
                    file,
                    strange.size(),
                    component.folder(),
                    String.join(", ", strange.subList(0, Math.min(SHOWN, strange.size()))));
        }
        return pieces;
    }

    /** Diffusers' names of one stored tensor: several when it joins them, none when it is strange. */
    private interface Names {
        List<String> diffusers(String name);
    }

    private Names names(boolean original, Set<String> stored) {
        return switch (component) {
            case UNET -> {
                UNetNames names = UNetNames.ofOriginal(stored);
                yield name -> original || UNetNames.isOriginal(name)
                        ? names.diffusers(name).stream().toList()
                        : List.of(name);
            }
            case VAE -> {
                VaeNames names = new VaeNames(levels(stored));
                yield original
                        ? name -> names.diffusers(name).stream().toList()
                        : name -> KnownNames.today(component, name).stream().toList();
            }
            case TEXT_ENCODER, TEXT_ENCODER_2 ->
                original ? OpenClipNames::transformers : name -> List.of(withTextModel(name));
        };
    }

    private static int levels(Set<String> names) {
        int levels = 0;
        for (int i = 0; i < MOST_LEVELS; i++) {
            String down = "encoder.down." + i + ".";
            String up = "decoder.up." + i + ".";
            if (names.stream().noneMatch(name -> name.startsWith(down) || name.startsWith(up))) {
                break;
            }
            levels++;
        }
        return levels;
    }

    /** Some files lack the "text_model." that transformers had in its names for years. */
    private static String withTextModel(String name) {
        return name.startsWith("text_model.") || name.startsWith("text_projection.") ? name : "text_model." + name;
    }

    /** What {@code CLIPTextModel} does not hold: the projection, and layers of SD 2 behind the last that is used. */
    private static boolean isUnusedText(String name, boolean original) {
        return name.equals("text_projection")
                || name.equals(OpenClipNames.TEXT_PROJECTION)
                || (original && OpenClipNames.layer(name).orElse(0) >= SD2_LAYERS);
    }

    private boolean put(
            Path file, Map<String, Piece> pieces, List<String> targets, TensorEntry entry, boolean original) {
        List<Long> shape = entry.shape();
        boolean transposed = original
                && targets.contains(OpenClipNames.TEXT_PROJECTION)
                && OpenClipNames.isTransposed(
                        entry.name().substring(entry.name().lastIndexOf('.') + 1));
        if (targets.size() > 1 && (shape.isEmpty() || shape.get(0) % targets.size() != 0)) {
            return false;
        }
        if (transposed && shape.size() != 2) {
            return false;
        }
        for (int i = 0; i < targets.size(); i++) {
            String target = targets.get(i);
            List<Long> becomes = new ArrayList<>(shape);
            long rows = 0;
            if (targets.size() > 1) {
                rows = shape.get(0) / targets.size();
                becomes.set(0, rows);
            } else if (transposed) {
                becomes = List.of(shape.get(1), shape.get(0));
            } else if (component == Component.VAE && VaeNames.isProjection(target) && isPointwise(shape)) {
                becomes = shape.subList(0, 2);
            }
            Piece before = pieces.put(target, new Piece(target, entry, i * rows, becomes, transposed));
            if (before != null) {
                throw Sections.twice(file, component, before.entry().name(), entry.name());
            }
        }
        return true;
    }

    /** Whether it is the kernel of a 1x1 convolution. */
    private static boolean isPointwise(List<Long> shape) {
        return shape.size() == 4 && shape.get(2) == 1 && shape.get(3) == 1;
    }
}
