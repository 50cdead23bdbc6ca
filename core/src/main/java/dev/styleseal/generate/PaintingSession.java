package dev.styleseal.generate;

import dev.styleseal.data.Progress;
import dev.styleseal.diffusion.AlignYourSteps;
import dev.styleseal.diffusion.ScheduleConfig;
import dev.styleseal.error.Cancellation;
import dev.styleseal.error.Message;
import dev.styleseal.image.Provenance;
import dev.styleseal.image.RgbImage;
import dev.styleseal.io.MachineMemory;
import dev.styleseal.model.ModelKind;
import dev.styleseal.model.StableDiffusion;
import dev.styleseal.tensor.Placement;
import dev.styleseal.tensor.Scope;
import dev.styleseal.vae.TiledVae;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.bytedeco.pytorch.NoGradGuard;

/** A base that wears seals and paints one picture after the other. Owns the seals' tensors; used on the engine thread. */
public final class PaintingSession implements AutoCloseable {
    private static final String TOOL = "Style Seal";
    /** Of the memory, 3 GB of 24. */
    private static final int SHARE_FOR_MERGING = 8;

    private final Outfit outfit;
    private final PaintSettings settings;
    private final Wardrobe wardrobe;
    private final ConditionEncoder encoder;
    private final Painter painter;
    private final InfoText.Base base;

    /**
     * Dresses the base.
     *
     * @throws dev.styleseal.error.BadInput if a seal or a word was made for another architecture, or the settings do
     *     not fit
     */
    public PaintingSession(StableDiffusion model, Outfit outfit, PaintSettings settings, ScheduleConfig schedule) {
        settings.requireMultipleOf(model.vaeConfig().factor());
        TiledVae.requireFits(model.vaeConfig(), settings.tile());
        ScheduleConfig chosen =
                settings.refinements().schedule().applied(schedule, settings.sampler(), alignedSteps(model));
        this.outfit = outfit;
        this.settings = settings;
        wardrobe = new Wardrobe(outfit.seals(), roomForMerging(model.placement()));
        try {
            encoder = new ConditionEncoder(
                    model.promptEncoder(wardrobe, settings.clipSkip().orElse(model.clipSkip()))
                            .withWords(outfit.words().words()),
                    outfit.words());
            painter = new Painter(model.unet(wardrobe), model.vae(), chosen);
            wardrobe.requirePlaced();
        } catch (RuntimeException e) {
            wardrobe.close(); // with all that was merged for a seal that does not fit
            throw e;
        }
        Path name = model.path().toAbsolutePath().normalize().getFileName();
        base = new InfoText.Base(
                name == null ? "base" : name.toString(),
                model.identity(),
                model.placement().precision());
    }

    /** Nothing is merged where networks are carried out as the reference does. */
    private static long roomForMerging(Placement placement) {
        return placement.kernels().choices().isEmpty() ? 0 : MachineMemory.bytes() / SHARE_FOR_MERGING;
    }

    private static AlignYourSteps alignedSteps(StableDiffusion model) {
        return model.kind() == ModelKind.SDXL ? AlignYourSteps.STABLE_DIFFUSION_XL : AlignYourSteps.STABLE_DIFFUSION;
    }

    /** What the base wears its seals without, in words; see {@link Wardrobe#leftOut}. */
    public List<Message> leftOut() {
        return wardrobe.leftOut();
    }

    /** The settings text of the picture that this job gives, without painting it. */
    public String parameters(PaintJob job) {
        return InfoText.of(job, settings, base, outfit);
    }

    /** Paints the jobs in order and hands over each picture as it is done. */
    public void paint(
            List<PaintJob> jobs, Consumer<GeneratedImage> painted, Progress progress, Cancellation cancellation) {
        for (int i = 0; i < jobs.size(); i++) {
            int before = i;
            Progress overall = (done, total) -> progress.advanced(before * total + done, jobs.size() * total);
            painted.accept(paint(jobs.get(i), overall, cancellation));
        }
    }

    private GeneratedImage paint(PaintJob job, Progress progress, Cancellation cancellation) {
        try (Scope scope = new Scope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Conditions conditions = encoder.encode(job, settings.steps());
            RgbImage picture = painter.paint(conditions, settings, job.seed(), progress, cancellation);
            Provenance provenance = new Provenance(
                    TOOL,
                    Optional.of(base.hash()),
                    outfit.seals().stream()
                            .map(WornSeal::hash)
                            .filter(hash -> !hash.isEmpty())
                            .distinct()
                            .toList(),
                    Optional.of(job.seed()));
            return new GeneratedImage(picture, job, parameters(job), provenance);
        }
    }

    @Override
    public void close() {
        wardrobe.close();
    }
}
