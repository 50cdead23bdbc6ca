package dev.styleseal;

import dev.styleseal.data.CaptionRule;
import dev.styleseal.data.PictureFolder;
import dev.styleseal.data.TrainingPicture;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.Cancellation;
import dev.styleseal.file.Privacy;
import dev.styleseal.file.Seal;
import dev.styleseal.run.HeldOutSplit;
import dev.styleseal.run.Keeping;
import dev.styleseal.run.Kind;
import dev.styleseal.run.Plan;
import dev.styleseal.run.Recipe;
import dev.styleseal.run.Setting;
import dev.styleseal.run.Settings;
import dev.styleseal.run.TrainingBase;
import dev.styleseal.run.TrainingListener;
import dev.styleseal.run.TrainingOrder;
import dev.styleseal.run.TrainingRun;
import dev.styleseal.run.Watching;
import dev.styleseal.tensor.Engine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The first front door: pictures in, seal out.
 *
 * <pre>{@code
 * Seal seal = FineTuning.on(model).pictures(Path.of("sneakers")).kind(Kind.PRODUCT).steps(1200).run();
 * }</pre>
 *
 * <p>Describe one training by chained calls, then {@link #run} it. What is not said is derived; {@link #plan} shows it
 * with its reasons. Belongs to one thread.
 */
public final class FineTuning {
    private final BaseModel model;
    private Settings wishes = Settings.none();
    private Optional<Path> pictures = Optional.empty();
    private Optional<String> caption = Optional.empty();
    private Optional<String> trigger = Optional.empty();
    private String name = "seal";
    private Optional<String> heldOut = Optional.empty();
    private Optional<Path> origin = Optional.empty();
    private OptionalInt evaluateEvery = OptionalInt.empty();
    private int checkpointEvery;
    private int keep = Watching.KEEP;
    private int earlyStop;
    private OptionalInt previewEvery = OptionalInt.empty();
    private List<String> previewPrompts = List.of();
    private Keeping keeping = Keeping.inMemory();
    private Duration spent = Duration.ZERO;
    private Privacy privacy = Privacy.REDACTED;
    private TrainingListener listener = TrainingListener.SILENT;
    private Cancellation cancellation = new Cancellation();

    private FineTuning(BaseModel model) {
        this.model = model;
    }

    /**
     * Begins the description of a training on {@code model}, which stays the caller's and is not changed. Only if it was
     * opened in precision auto, this machine's CPU is measured and bf16 is faster, it is read anew in bf16 and stays so.
     */
    public static FineTuning on(BaseModel model) {
        return new FineTuning(model);
    }

    /** The folder of pictures; a .txt file of the same name beside a picture is its caption. */
    public FineTuning pictures(Path folder) {
        pictures = Optional.of(folder);
        return this;
    }

    /** The caption of pictures that have no file of their own. */
    public FineTuning caption(String words) {
        caption = Optional.of(words);
        return this;
    }

    /** The word that will call the seal; also the caption of pictures that have no other. */
    public FineTuning trigger(String word) {
        trigger = Optional.of(word);
        return this;
    }

    /** What the pictures teach; a style if it is not said. */
    public FineTuning kind(Kind kind) {
        return with(Setting.KIND, kind.label());
    }

    /** Number of optimizer steps. */
    public FineTuning steps(int steps) {
        return with(Setting.STEPS, steps);
    }

    /** Time for training; the number of steps is fixed from measured speed before the first one. */
    public FineTuning minutes(double minutes) {
        return with(Setting.MINUTES, minutes);
    }

    /** Any other setting; {@link Setting} says what there is. */
    public FineTuning with(Setting setting, Object value) {
        wishes = wishes.with(setting, value);
        return this;
    }

    /** The name that the seal's metadata gives it. */
    public FineTuning name(String sealName) {
        name = sealName;
        return this;
    }

    /** A seal to go on from, instead of a fresh one. */
    public FineTuning continueFrom(Path seal) {
        origin = Optional.of(seal);
        return this;
    }

    /**
     * Which pictures are measured and never learned.
     *
     * @param wish {@code auto} (a tenth, from 20 pictures on), {@code none}, or a folder
     */
    public FineTuning heldOut(String wish) {
        heldOut = Optional.of(wish);
        return this;
    }

    /** Measures the loss of the same pictures before training and every so many steps; 0 for never. */
    public FineTuning evaluateEvery(int steps) {
        evaluateEvery = OptionalInt.of(steps);
        return this;
    }

    /** Ends after so many measurements without a better one; 0 for never. */
    public FineTuning earlyStop(int patience) {
        earlyStop = patience;
        return this;
    }

    /** Tells the listener of the seal as it is every so many steps, beside those of each measurement. */
    public FineTuning checkpointEvery(int steps) {
        checkpointEvery = steps;
        return this;
    }

    /** How many checkpoints stay, 0 for all; what may still be chosen always does. */
    public FineTuning keepCheckpoints(int count) {
        keep = count;
        return this;
    }

    /** Paints these prompts before training and every so many steps, always with the same seeds. */
    public FineTuning previewEvery(int steps, List<String> prompts) {
        previewEvery = OptionalInt.of(steps);
        return previewPrompts(prompts);
    }

    /** Paints these prompts now and then, as often as a small share of the time allows. */
    public FineTuning previewPrompts(List<String> prompts) {
        previewPrompts = List.copyOf(prompts);
        return this;
    }

    /** Where the training keeps what it must not lose; in memory if it is not said. */
    public FineTuning keeping(Keeping place) {
        keeping = place;
        return this;
    }

    /** How much the seal tells about its pictures; nothing but the trigger if it is not said. */
    public FineTuning privacy(Privacy profile) {
        privacy = profile;
        return this;
    }

    /** Time that went by before and counts against {@link #minutes}. */
    public FineTuning spent(Duration before) {
        spent = before;
        return this;
    }

    /** Who is told what happens. */
    public FineTuning listener(TrainingListener told) {
        listener = told;
        return this;
    }

    /** What ends the training early, with what was learned so far. */
    public FineTuning cancellation(Cancellation flag) {
        cancellation = flag;
        return this;
    }

    /**
     * What would be done and why, without doing it.
     *
     * @throws BadInput if the description is incomplete, contradicts itself or does not fit the base
     */
    public Plan plan() {
        return plan(order());
    }

    /**
     * Trains.
     *
     * @return what was learned; fewer steps than planned if the cancellation was requested
     * @throws BadInput as {@link #plan}, and if a picture cannot be read or a loss is not finite
     * @throws dev.styleseal.error.Interrupted if the cancellation was requested before the first step was done
     */
    public Seal run() {
        TrainingOrder order = order();
        plan(order);
        return Engine.call(() -> new TrainingRun(model.loaded(), wishes, order, listener, cancellation).run());
    }

    /**
     * Does everything once, as {@link #run} would, and tells what the training would take; nothing is written.
     *
     * @throws BadInput as {@link #run}, and if the training does not fit
     */
    public void preflight() {
        TrainingOrder order = order();
        plan(order);
        Engine.run(() -> new TrainingRun(model.loaded(), wishes, order, listener, cancellation).preflight());
    }

    private TrainingOrder order() {
        return new TrainingOrder(
                name,
                split(lessons()),
                trigger,
                origin.map(Seal::open),
                new Watching(evaluateEvery, checkpointEvery, keep, earlyStop, previewEvery, previewPrompts),
                keeping,
                privacy,
                spent);
    }

    private HeldOutSplit split(List<TrainingPicture> lessons) {
        String wish = heldOut.orElse("auto");
        if (wish.equals("none")) {
            return HeldOutSplit.none(lessons);
        }
        return wish.equals("auto")
                ? HeldOutSplit.automatic(lessons, wishes.has(Setting.SEED) ? wishes.longer(Setting.SEED) : Recipe.SEED)
                : HeldOutSplit.folder(lessons, PictureFolder.read(Path.of(wish), new CaptionRule(caption, trigger)));
    }

    private List<TrainingPicture> lessons() {
        Path folder = pictures.orElseThrow(
                () -> new BadInput(
                        "No picture folder is given. Expected a folder of JPEG, PNG, WebP or BMP files. Name it with --pictures."));
        return PictureFolder.read(folder, new CaptionRule(caption, trigger));
    }

    private Plan plan(TrainingOrder order) {
        Plan plan = order.plan(wishes, TrainingBase.of(model.loaded()));
        if (Kind.named(plan.settings().text(Setting.KIND)) == Kind.WORD && trigger.isEmpty()) {
            throw new BadInput(
                    "The kind is word, but no word is given. Expected the new word as the captions spell it. Name it with --trigger.");
        }
        return plan;
    }
}
