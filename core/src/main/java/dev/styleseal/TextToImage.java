package dev.styleseal;

import dev.styleseal.data.Progress;
import dev.styleseal.diffusion.SamplerKind;
import dev.styleseal.diffusion.ScheduleConfig;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.Cancellation;
import dev.styleseal.error.Message;
import dev.styleseal.file.Seal;
import dev.styleseal.generate.GeneratedImage;
import dev.styleseal.generate.Outfit;
import dev.styleseal.generate.PaintJob;
import dev.styleseal.generate.PaintSettings;
import dev.styleseal.generate.PaintingSession;
import dev.styleseal.generate.PromptSettings;
import dev.styleseal.generate.Refinements;
import dev.styleseal.generate.SourcePicture;
import dev.styleseal.generate.WornSeal;
import dev.styleseal.prompt.PromptGrammar;
import dev.styleseal.tensor.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The second front door: prompts in, pictures out.
 *
 * <pre>{@code
 * List<GeneratedImage> images = TextToImage.with(model).seal(seal, 0.8).prompt("sneakers on a beach").seed(7).run();
 * }</pre>
 *
 * <p>The same seed gives the same picture as diffusers with a CPU generator. Belongs to one thread.
 */
public final class TextToImage {
    private final BaseModel model;
    private final List<WornSeal> seals = new ArrayList<>();
    private PromptSettings prompts = PromptSettings.PLAIN;
    private String prompt = "";
    private Optional<String> negative = Optional.empty();
    private long seed;
    private int count = 1;
    private Optional<int[]> size = Optional.empty();
    private Optional<SamplerKind> sampler = Optional.empty();
    private int steps = 20;
    private double guidance = 7;
    private OptionalInt clipSkip = OptionalInt.empty();
    private Refinements refinements = Refinements.NONE;
    private Optional<SourcePicture> source = Optional.empty();
    private Progress progress = Progress.SILENT;
    private Consumer<Message> leftOut = message -> {};
    private Cancellation cancellation = new Cancellation();

    private TextToImage(BaseModel model) {
        this.model = model;
    }

    /** Begins the description of pictures by {@code model}, which stays the caller's and is not changed. */
    public static TextToImage with(BaseModel model) {
        return new TextToImage(model);
    }

    /** Wears a seal; several may be worn at once. */
    public TextToImage seal(Seal seal, double weight) {
        return seal(new WornSeal(
                seal.metadata().title().orElse("seal"),
                seal,
                weight,
                seal.metadata().text("sshs_model_hash").orElse("")));
    }

    /** Wears a seal under a name of the caller's. */
    public TextToImage seal(WornSeal seal) {
        seals.add(seal);
        return this;
    }

    /** What brackets in prompts mean, which words were learned apart, where called seals are; plain words at first. */
    public TextToImage prompts(PromptSettings reading) {
        prompts = reading;
        return this;
    }

    /** What brackets in prompts mean; nothing if it is not said. */
    public TextToImage grammar(PromptGrammar grammar) {
        return prompts(new PromptSettings(grammar, prompts.emphasis(), prompts.words(), prompts.seals()));
    }

    /** What the pictures show. */
    public TextToImage prompt(String words) {
        prompt = words;
        return this;
    }

    /** What guidance leads away from. SDXL tells an empty text from none, which it was trained to know as zeros. */
    public TextToImage negative(String words) {
        negative = Optional.of(words);
        return this;
    }

    /** Seed of the first picture; the next have the next seeds. 0 if it is not said. */
    public TextToImage seed(long first) {
        seed = first;
        return this;
    }

    /** How many pictures {@link #run} paints. */
    public TextToImage count(int pictures) {
        if (pictures < 1) {
            throw new BadInput("The number of pictures is {0}. Expected at least 1. Correct --count.", pictures);
        }
        count = pictures;
        return this;
    }

    /**
     * Size in pixels. If it is not said: that of the picture under {@link #over}, its sides cut down to multiples of
     * {@link BaseModel#sizeStep}, or else the base's own.
     */
    public TextToImage size(int pixelsWide, int pixelsHigh) {
        size = Optional.of(new int[] {pixelsWide, pixelsHigh});
        return this;
    }

    /** Paints over a picture, which is scaled to cover the size and cut to its middle. */
    public TextToImage over(SourcePicture picture) {
        source = Optional.of(picture);
        return this;
    }

    /** Other noise levels, restored contrast, tiles. */
    public TextToImage refinements(Refinements wishes) {
        refinements = wishes;
        return this;
    }

    /** {@link dev.styleseal.diffusion.ScheduleChoice#usualSampler} if it is not said: DPM++ 2M with Karras sigmas. */
    public TextToImage sampler(SamplerKind kind) {
        sampler = Optional.of(kind);
        return this;
    }

    /** Steps of the sampler, 20 if it is not said. */
    public TextToImage steps(int number) {
        steps = number;
        return this;
    }

    /** How strongly the prompt steers, 7 if it is not said; 1 or less not at all. */
    public TextToImage guidance(double scale) {
        guidance = scale;
        return this;
    }

    /** Which layer of the text encoders counts, 1 for the last; the one the base was trained with if it is not said. */
    public TextToImage clipSkip(int layer) {
        clipSkip = OptionalInt.of(layer);
        return this;
    }

    /** Told after every call of the network, over all pictures. */
    public TextToImage progress(Progress told) {
        progress = told;
        return this;
    }

    /** Told what seals are worn without, once for each set of seals, if that is allowed ({@link WornSeal#leniency}). */
    public TextToImage leftOut(Consumer<Message> told) {
        leftOut = told;
        return this;
    }

    /** What ends the painting early. */
    public TextToImage cancellation(Cancellation flag) {
        cancellation = flag;
        return this;
    }

    /**
     * Paints the prompt {@link #count} times with consecutive seeds.
     *
     * @throws BadInput if a setting does not fit the base, or a seal was made for another architecture
     * @throws dev.styleseal.error.Interrupted if the cancellation was requested
     */
    public List<GeneratedImage> run() {
        List<PaintJob> jobs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            jobs.add(new PaintJob(prompt, negative, seed + i));
        }
        List<GeneratedImage> images = new ArrayList<>();
        paint(jobs, images::add);
        return images;
    }

    /** Paints any number of pictures, handing over each as it is done, on the engine thread; errors as {@link #run}. */
    public void paint(List<PaintJob> jobs, Consumer<GeneratedImage> painted) {
        int before = 0;
        for (Outfit.Fitting fitting : Outfit.of(jobs, seals, prompts)) {
            int first = before;
            int count = fitting.jobs().size();
            Progress overall =
                    (done, total) -> progress.advanced(first * (total / count) + done, jobs.size() * (total / count));
            session(fitting.outfit(), session -> {
                session.paint(fitting.jobs(), painted, overall, cancellation);
                return count;
            });
            before += count;
        }
    }

    /**
     * The settings text ({@link GeneratedImage#parameters}) of each picture, without painting it: pictures with equal
     * texts are equal. Errors as {@link #run}.
     */
    public List<String> parameters(List<PaintJob> jobs) {
        List<String> texts = new ArrayList<>();
        for (Outfit.Fitting fitting : Outfit.of(jobs, seals, prompts)) {
            texts.addAll(session(
                    fitting.outfit(),
                    session -> fitting.jobs().stream().map(session::parameters).toList()));
        }
        return texts;
    }

    private <T> T session(Outfit outfit, Function<PaintingSession, T> work) {
        int[] sides = size.or(() -> source.map(picture -> picture.sides(model.sizeStep())))
                .orElseGet(() -> new int[] {model.nativeSize(), model.nativeSize()});
        PaintSettings settings = new PaintSettings(
                sides[0],
                sides[1],
                sampler.orElseGet(() -> refinements.schedule().usualSampler()),
                steps,
                guidance,
                clipSkip,
                refinements,
                source);
        return Engine.call(() -> {
            ScheduleConfig schedule = model.loaded().schedule();
            try (PaintingSession session = new PaintingSession(model.loaded(), outfit, settings, schedule)) {
                session.leftOut().forEach(leftOut);
                return work.apply(session);
            }
        });
    }
}
