package dev.styleseal.run;

import dev.styleseal.diffusion.NoiseSchedule;
import dev.styleseal.error.Cancellation;
import dev.styleseal.file.Seal;
import dev.styleseal.generate.Painter;
import dev.styleseal.generate.Wardrobe;
import dev.styleseal.generate.WornSeal;
import dev.styleseal.image.RgbImage;
import dev.styleseal.model.StableDiffusion;
import dev.styleseal.nn.LayerWrapper;
import dev.styleseal.score.CheckpointGuard;
import dev.styleseal.score.NearestPicture;
import dev.styleseal.score.PictureChange;
import dev.styleseal.score.PredictionChange;
import dev.styleseal.train.TextConditions;
import dev.styleseal.unet.UNet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Looks at finished checkpoints: paints the same few prompts with the base and with the checkpoint, and tells what that
 * shows. Everything is done with what was written, not with what is in memory. Used on the engine thread.
 */
final class FinalLook implements AutoCloseable {
    /** Prompts of everyday things that no training is about; those that hold the trigger are left out. */
    static final List<String> NEUTRAL = List.of("a tree on a hill", "a cup on a table");

    private final StableDiffusion model;
    private final Plan plan;
    private final Lessons lessons;
    private final Cancellation cancellation;
    private final SealStore seals;
    private final NearestPicture training;
    private final List<String> prompts;
    private final List<RgbImage> base;
    private final Map<Integer, List<RgbImage>> sealed = new TreeMap<>();

    FinalLook(StableDiffusion model, Plan plan, Lessons lessons, SealStore seals, Cancellation cancellation) {
        this.model = model;
        this.plan = plan;
        this.lessons = lessons;
        this.seals = seals;
        this.cancellation = cancellation;
        prompts = lessons.examples();
        training = NearestPicture.of(lessons.latents(), lessons.learned(), model.vae());
        base = painted(LayerWrapper.NONE);
    }

    /** How many pictures the base and one checkpoint take together. */
    static int pictures(Lessons lessons) {
        return 2 * (lessons.examples().size() + NEUTRAL.size());
    }

    private List<RgbImage> painted(LayerWrapper wrapper) {
        List<String> all = new ArrayList<>(prompts);
        all.addAll(NEUTRAL);
        Painter painter = new Painter(model.unet(wrapper), model.vae(), model.schedule());
        return new Previews(painter, lessons.text(wrapper), all, plan, cancellation).pictures();
    }

    /** What the pictures of a step's checkpoint tell. */
    Optional<Choice.Guard> guard(int step) {
        try (Wardrobe wardrobe = wardrobe(seals.checkpoint(step))) {
            sealed.put(step, painted(wardrobe));
        }
        CheckpointGuard.Finding found = new CheckpointGuard(training)
                .look(views(step, 0, prompts.size()), Optional.of(views(step, prompts.size(), base.size())));
        return Optional.of(
                new Choice.Guard(found.memorised(), found.nearest().value(), found.ordinary(), found.leak()));
    }

    private CheckpointGuard.Views views(int step, int from, int to) {
        return new CheckpointGuard.Views(
                base.subList(from, to), sealed.getOrDefault(step, List.of()).subList(from, to));
    }

    private static Wardrobe wardrobe(Seal seal) {
        return new Wardrobe(List.of(new WornSeal("checkpoint", seal, 1, "")));
    }

    /**
     * Tries the seal as it was written.
     *
     * @param step of the checkpoint that it was; its guard was asked
     * @param inMemory what was measured of it before it was written
     */
    SelfTest test(int step, LossScore inMemory) {
        try (Wardrobe wardrobe = wardrobe(seals.finished())) {
            UNet unet = model.unet(wardrobe);
            TextConditions text = lessons.text(wardrobe);
            LossScore ofFile = new LossScore(
                    step,
                    inMemory.heldOut(),
                    lessons.exam(text, model.schedule()).cells(unet));
            double error = error(inMemory, ofFile);
            PredictionChange change = PredictionChange.between(
                    new PredictionChange.Network(model.unet(LayerWrapper.NONE), lessons.text(LayerWrapper.NONE)),
                    new PredictionChange.Network(unet, text),
                    lessons.latents(),
                    NoiseSchedule.of(model.schedule()),
                    prompts);
            List<RgbImage> with = sealed.getOrDefault(step, List.of()).subList(0, prompts.size());
            double effect =
                    PictureChange.between(base.subList(0, prompts.size()), with).pixels();
            return new SelfTest(prompts.size(), effect, change.mean(), error);
        }
    }

    private static double error(LossScore before, LossScore now) {
        double worst = 0;
        for (int i = 0; i < before.losses().size(); i++) {
            double then = before.perPicture().get(i);
            worst = Math.max(worst, Math.abs(now.perPicture().get(i) - then) / then);
        }
        return worst;
    }

    @Override
    public void close() {
        training.close();
    }
}
