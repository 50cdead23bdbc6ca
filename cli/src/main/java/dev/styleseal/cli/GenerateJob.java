package dev.styleseal.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.styleseal.BaseModel;
import dev.styleseal.TextToImage;
import dev.styleseal.error.Interrupted;
import dev.styleseal.error.Message;
import dev.styleseal.generate.Outfit;
import dev.styleseal.generate.PaintJob;
import dev.styleseal.generate.PaintSettings;
import dev.styleseal.generate.PromptSettings;
import dev.styleseal.generate.SourcePicture;
import dev.styleseal.generate.WornSeal;
import dev.styleseal.model.BaseOptions;
import dev.styleseal.prompt.PromptGrammar;
import dev.styleseal.tensor.Placement;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Pictures as the command line asks for them. */
final class GenerateJob {
    private final Console console;
    private final Interruption interruption;
    private final Order order;
    private final Outcome outcome;
    private final PictureList pictures;
    private final PictureFiles files;
    private final Set<Message> leftOut = new LinkedHashSet<>();
    private Doubts doubts = (base, outfit) -> List.of();

    /**
     * What is asked for.
     *
     * @param parts what of the base is elsewhere
     * @param placement finds where the base goes
     * @param operations how large operations are carried out
     * @param seals reads the seals beside those that prompts call
     * @param settings with any size if {@code ownSize}
     * @param ownSize whether pictures have the size of the one painted over, or else the base's own
     * @param words how prompts are read
     */
    record Order(
            Path model,
            BaseOptions parts,
            Supplier<Placement> placement,
            OperationsOption operations,
            Supplier<List<WornSeal>> seals,
            PictureList pictures,
            PaintSettings settings,
            boolean ownSize,
            PromptSettings words) {}

    /**
     * How the job treats files, and how its result is told.
     *
     * @param resumable whether pictures that are there are left alone, and a manifest is written
     */
    record Outcome(boolean resumable, boolean overwrite, boolean json) {}

    GenerateJob(Console console, Interruption interruption, Order order, Outcome outcome) {
        this.console = console;
        this.interruption = interruption;
        this.order = order;
        this.outcome = outcome;
        pictures = order.pictures;
        files = new PictureFiles(pictures);
    }

    int run() {
        if (!outcome.resumable && !outcome.overwrite) {
            files.requireNew();
        }
        List<WornSeal> seals = order.seals.get();
        List<Outfit.Fitting> fittings = Outfit.of(pictures.jobs(), seals, order.words);
        files.requireWritable();
        fittings.stream().flatMap(fitting -> fitting.outfit().seals().stream()).forEach(this::sayWhatIsLeftOut);
        fittings.stream()
                .flatMap(fitting -> fitting.outfit().words().words().stream())
                .distinct()
                .forEach(word -> console.say(
                        "The word \"{0}\" stands for {1} vectors that were learned apart.",
                        word.word(), word.tokens()));
        if (order.words.grammar() == PromptGrammar.PLAIN
                && pictures.jobs().stream().anyMatch(job -> job.prompt().contains("<lora:"))) {
            console.warn(
                    Message.of(
                            "A prompt has the tag <lora:...>, which is text in plain prompts. Wear seals by --seal, or choose --grammar a1111."));
        }
        order.operations.settleLibrary(order.model, console);
        Placement placement = order.placement.get();
        console.say(placement.description());
        console.say("Reading the base {0} ...", order.model);
        try (BaseModel base = BaseModel.open(order.model, order.parts, placement)) {
            BaseNotes.tell(base, console);
            List<String> unused = base.unusedSchedulerKeys();
            if (!unused.isEmpty()) {
                console.say(
                        "The base's scheduler_config.json has keys that no known scheduler has; they have no effect: {0}.",
                        String.join(", ", unused));
            }
            PaintSettings settings = sized(base);
            settings.source().ifPresent(source -> sayHowItIsCut(source, settings));
            fittings.forEach(fitting -> doubts.of(base, fitting.outfit()).forEach(console::warn));
            return run(base, seals, settings);
        }
    }

    /** What is said before painting about pictures that may come out otherwise than expected. */
    GenerateJob doubting(Doubts said) {
        doubts = said;
        return this;
    }

    /** Why pictures may come out otherwise, told when base and seals are known. */
    interface Doubts {
        List<Message> of(BaseModel base, Outfit outfit);
    }

    private PaintSettings sized(BaseModel base) {
        if (!order.ownSize) {
            return order.settings;
        }
        int[] sides = order.settings
                .source()
                .map(source -> source.sides(base.sizeStep()))
                .orElseGet(() -> new int[] {base.nativeSize(), base.nativeSize()});
        return order.settings.sized(sides[0], sides[1]);
    }

    private void sayHowItIsCut(SourcePicture source, PaintSettings settings) {
        int width = source.picture().width();
        int height = source.picture().height();
        if (width != settings.width() || height != settings.height()) {
            console.say(
                    "The picture has {0}x{1} pixels: it is scaled to cover {2}x{3}, and its middle is taken.",
                    width, height, settings.width(), settings.height());
        }
    }

    private int run(BaseModel base, List<WornSeal> seals, PaintSettings settings) {
        TextToImage painter = painter(base, seals, settings);
        List<Integer> missing = files.missing(painter, outcome.overwrite);
        int there = pictures.jobs().size() - missing.size();
        if (there > 0) {
            console.say(
                    "{0} of {1} pictures are there already.",
                    there, pictures.jobs().size());
        }
        if (!missing.isEmpty()) {
            order.operations.apply(base, settings, console, interruption);
            if (!paint(painter, missing)) {
                return Interruption.EXIT_CODE;
            }
        }
        Optional<Path> manifest = Optional.empty();
        if (outcome.resumable) {
            Path file = pictures.folder().resolve("manifest.csv");
            new Manifest(settings, seals, base.identity()).write(file, pictures.jobs(), pictures.names());
            manifest = Optional.of(file);
        }
        tell(missing, manifest);
        return 0;
    }

    /** Of its file; what finds no place in the base is told when it is worn. */
    private void sayWhatIsLeftOut(WornSeal seal) {
        seal.seal()
                .leftOut()
                .forEach((reason, names) -> leaveOut(Message.of(
                        "Seal {0} is worn without {1} {1|tensor|tensors} of its file, such as {2}: {3}.",
                        seal.name(), names.size(), names.get(0), Message.of(reason))));
    }

    private void leaveOut(Message what) {
        if (leftOut.add(what)) {
            console.warn(what);
        }
    }

    private TextToImage painter(BaseModel base, List<WornSeal> seals, PaintSettings settings) {
        TextToImage painter = TextToImage.with(base)
                .size(settings.width(), settings.height())
                .sampler(settings.sampler())
                .steps(settings.steps())
                .guidance(settings.guidance())
                .prompts(order.words)
                .refinements(settings.refinements())
                .leftOut(this::leaveOut)
                .cancellation(interruption.cancellation());
        settings.source().ifPresent(painter::over);
        settings.clipSkip().ifPresent(painter::clipSkip);
        seals.forEach(painter::seal);
        return painter;
    }

    /** Paints and saves; false if it was interrupted. */
    private boolean paint(TextToImage painter, List<Integer> missing) {
        console.say("Painting {0} pictures, {1}.", missing.size(), pictures.seeds());
        TimeLeft time = TimeLeft.start();
        List<PaintJob> jobs = missing.stream().map(pictures.jobs()::get).toList();
        List<Path> done = new ArrayList<>();
        try (ProgressDisplay progress = console.progress(Message.of("Painting"))) {
            interruption.guard("Stopping after this step; pictures that are finished stay.");
            painter.progress((calls, total) -> progress.at(
                            calls,
                            total,
                            time.left(calls, total),
                            console.text(Message.of("picture {0} of {1}", done.size() + 1, jobs.size()))))
                    .paint(jobs, image -> {
                        done.add(files.save(image, missing.get(done.size())));
                        if (!outcome.json) {
                            console.result("{0}", done.get(done.size() - 1));
                        }
                    });
            return true;
        } catch (Interrupted e) {
            console.say(
                    "Interrupted: {0} of {1} pictures are painted.{2}",
                    done.size(),
                    jobs.size(),
                    outcome.resumable ? Message.of(" The same command goes on where this one stopped.") : "");
            return false;
        }
    }

    private void tell(List<Integer> painted, Optional<Path> manifest) {
        if (!outcome.json) {
            manifest.ifPresent(file -> console.result("{0}", file));
            return;
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode list = json.putArray("pictures");
        for (int i = 0; i < pictures.jobs().size(); i++) {
            PaintJob job = pictures.jobs().get(i);
            list.addObject()
                    .put("file", pictures.file(i).toString())
                    .put("prompt", job.prompt())
                    .put("negative", job.negative().orElse(null))
                    .put("seed", job.seed())
                    .put("painted", painted.contains(i));
        }
        manifest.ifPresent(file -> json.put("manifest", file.toString()));
        ArrayNode without = json.putArray("leftOut");
        leftOut.forEach(what -> without.add(what.text()));
        console.result(json);
    }
}
