package dev.styleseal.run;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import dev.styleseal.error.Nearest;
import dev.styleseal.lora.LoraConfig;
import dev.styleseal.lora.LoraSize;
import dev.styleseal.lora.LoraTargets;
import dev.styleseal.lora.LoraVariant;
import dev.styleseal.train.LearningRate;
import dev.styleseal.train.NoiseConfig;
import dev.styleseal.train.OptimizerConfig;
import dev.styleseal.train.TrainConfig;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** Derives every setting that was not wished for, each with its reason. */
public final class Recipe {
    private static final String NONE = "none";
    private static final String AUTO = "auto";
    /** Bases for pictures up to this side are small networks, which learn at higher rates and in larger batches. */
    private static final int SMALL_BASE = 128;

    private static final int PASSES = 100;
    private static final int FEWEST_STEPS = 800;
    private static final int MOST_STEPS = 3000;
    private static final int SMALL_BASE_STEPS = 400;
    /** Of all random numbers, if nothing is said. */
    public static final long SEED = 42;

    private static final double WARMUP_SHARE = 0.05;

    private final Settings wishes;
    private final TrainingBase base;
    private final int pictures;
    private final boolean small;
    private final Map<Setting, Message> reasons = new EnumMap<>(Setting.class);
    private Settings chosen = Settings.none();

    private Recipe(Settings wishes, TrainingBase base, int pictures) {
        this.wishes = wishes;
        this.base = base;
        this.pictures = pictures;
        small = base.nativeSize() <= SMALL_BASE;
    }

    /**
     * The plan for these wishes.
     *
     * @param pictures how many there are, at least 1
     * @throws BadInput if a wish cannot be granted or two contradict each other
     */
    public static Plan plan(Settings wishes, TrainingBase base, int pictures) {
        return new Recipe(wishes, base, pictures).plan();
    }

    private Plan plan() {
        Kind kind = Kind.named(text(Setting.KIND, "style", "the commonest wish"));
        boolean trainText = flag(
                Setting.TRAIN_TEXT,
                kind == Kind.WORD,
                kind == Kind.WORD ? "only a new word needs it" : "the text encoder knows the words of such pictures");
        TrainingSize size = TrainingSize.of(
                text(Setting.SIZE, String.valueOf(base.nativeSize()), "what the base was trained on"), base);
        LoraConfig lora = lora();
        int batch = whole(Setting.BATCH, small ? 4 : 1, small ? "a small base has room for it" : "the least memory");
        int accumulation = whole(Setting.ACCUMULATE, 1, "an update after every pass");
        int steps = steps(batch * accumulation);
        LearningRate rate = rate(steps);
        TrainConfig config = new TrainConfig(
                lora,
                trainText,
                optimizer(trainText),
                rate,
                batch,
                accumulation,
                noise(),
                whole(Setting.CLIP_SKIP, base.clipSkip(), "the layer that the base was trained with"),
                longer(Setting.SEED, SEED, "any number; the same one gives the same seal"),
                Checkpointing.named(text(
                                Setting.GRADIENT_CHECKPOINTING,
                                AUTO,
                                "the pre-flight switches it on if memory is short; the seal is the same"))
                        == Checkpointing.ON);
        place(Setting.DEVICE, base.placement().device(), base.placement().deviceReason());
        place(
                Setting.PRECISION,
                base.placement().precision().label(),
                base.placement().precisionReason());
        place(Setting.WEIGHTS, base.placement().weights().label(), Message.of("as the base was opened"));
        KernelChoice.require(text(Setting.OPERATIONS, AUTO, "the same seal but for rounding, sooner"));
        place(
                Setting.PREDICTION,
                base.noise().prediction().value().label(),
                base.noise().prediction().reason());
        place(
                Setting.ZERO_TERMINAL_SNR,
                base.endsInNoise(),
                base.noise().zeroTerminalSnr().reason());
        place(Setting.EMA, String.valueOf(base.averaged()), Message.of("the copy that was opened"));
        return new Plan(chosen, reasons, config, size.width(), size.height(), pictures);
    }

    /** The base is there already, so a wish can only be met or refused. */
    private void place(Setting setting, String there, Message because) {
        String wish = wishes.get(setting).map(String::valueOf).orElse(AUTO);
        if (!List.of(AUTO, there, there.replaceFirst(":0$", "")).contains(wish)) {
            throw new BadInput(
                    "--{0} is {1}, and the base was opened with {2}. Expected the same. Open the base with it.",
                    setting.key(), wish, there);
        }
        chosen = chosen.with(setting, there);
        reasons.put(setting, because);
    }

    private LoraConfig lora() {
        int rank = whole(
                Setting.RANK,
                small ? 8 : 16,
                small ? "enough for a small base" : "room for a style without learning by heart");
        double alpha = number(Setting.ALPHA, rank, "equal to the rank, so that the scale is 1");
        boolean conv =
                wishes.has(Setting.CONV_RANK) && !wishes.text(Setting.CONV_RANK).equals(LayerSizes.SAME);
        String targets = text(
                Setting.TARGETS,
                conv ? "all+conv" : "all",
                conv ? "a rank for convolutions was asked for" : "every projection of the UNet's transformers");
        double dropout = number(Setting.LORA_DROPOUT, 0, "rarely helps at this length");
        LayerSizes sizes = new LayerSizes(
                new LoraSize(rank, alpha),
                text(Setting.CONV_RANK, LayerSizes.SAME, "as all others"),
                text(Setting.CONV_ALPHA, LayerSizes.SAME, "the scale of all others"),
                text(Setting.RANK_OF, NONE, "one rank for all"),
                text(Setting.ALPHA_OF, NONE, "one scale for all"));
        boolean stabilised = flag(Setting.RANK_STABILISED, false, "ranks up to 64 need no other scale");
        boolean dora = flag(Setting.DORA, false, "plain LoRA is faster and worn everywhere");
        LoraVariant variant = new LoraVariant(
                stabilised ? LoraVariant.Scaling.BY_ROOT_OF_RANK : LoraVariant.Scaling.BY_RANK,
                dora,
                sizes.convolutions(),
                sizes.exceptions());
        return new LoraConfig(rank, alpha, LoraTargets.named(targets), dropout, variant);
    }

    private int steps(int picturesPerStep) {
        if (wishes.has(Setting.STEPS) && wishes.has(Setting.MINUTES)) {
            throw new BadInput("Both --steps and --minutes are given. Expected one of them. Leave one out.");
        }
        if (wishes.has(Setting.MINUTES) && !(wishes.number(Setting.MINUTES) > 0)) {
            throw new BadInput(
                    "--minutes is {0}. Expected a number above 0. Correct it or leave it out.",
                    wishes.number(Setting.MINUTES));
        }
        if (small) {
            return whole(Setting.STEPS, SMALL_BASE_STEPS, "what this small base needs for a style");
        }
        int steps = Math.max(
                FEWEST_STEPS, Math.min(MOST_STEPS, (PASSES * pictures + picturesPerStep - 1) / picturesPerStep));
        choose(
                Setting.STEPS,
                steps,
                Message.of("about {0} passes per picture, within {1} to {2}", PASSES, FEWEST_STEPS, MOST_STEPS));
        return chosen.whole(Setting.STEPS);
    }

    private LearningRate rate(int steps) {
        List<String> names = List.of("constant", "linear", "cosine");
        String name = text(Setting.SCHEDULE, "cosine", "ends in small steps, which settle details");
        if (!names.contains(name)) {
            throw new BadInput(
                    "There is no schedule {0}. Expected one of {1}. Did you mean {2}?",
                    name, String.join(", ", names), Nearest.to(name, names));
        }
        int warmup = whole(
                Setting.WARMUP,
                (int) Math.round(WARMUP_SHARE * steps),
                "5 % of the steps, so that the first ones do no harm");
        return new LearningRate(LearningRate.Curve.valueOf(name.toUpperCase(Locale.ROOT)), warmup, steps);
    }

    private OptimizerConfig optimizer(boolean trainText) {
        double rate = number(
                Setting.LEARNING_RATE, small ? 1e-3 : 1e-4, small ? "small bases take more" : "customary for LoRA");
        if (!trainText && wishes.has(Setting.TEXT_LEARNING_RATE)) {
            throw new BadInput(
                    "--{0} is given, but the text encoder does not learn. Expected a text encoder that does, or no rate for it. Add --train-text or leave it out.",
                    Setting.TEXT_LEARNING_RATE.key());
        }
        double textRate = trainText
                ? number(Setting.TEXT_LEARNING_RATE, rate / 2, "half of the UNet's, since text is upset sooner")
                : rate / 2; // nobody asks for it
        OptimizerConfig customary = OptimizerConfig.of(rate, textRate);
        double decay = number(Setting.WEIGHT_DECAY, customary.weightDecay(), "AdamW's customary value");
        String norm = text(
                Setting.MAX_GRAD_NORM,
                String.valueOf(customary.maxGradientNorm()),
                "keeps a bad batch from doing harm");
        return new OptimizerConfig(
                rate,
                textRate,
                customary.beta1(),
                customary.beta2(),
                customary.eps(),
                decay,
                numberOrNone(Setting.MAX_GRAD_NORM, norm).orElse(Double.POSITIVE_INFINITY));
    }

    private NoiseConfig noise() {
        String gamma = text(
                Setting.MIN_SNR,
                small ? NONE : "5",
                small ? "this base learnt with all timesteps alike" : "customary; steadier training");
        return new NoiseConfig(
                numberOrNone(Setting.MIN_SNR, gamma),
                number(Setting.NOISE_OFFSET, 0, "only very dark or bright styles need it"),
                number(
                        Setting.CAPTION_DROPOUT,
                        small ? 0 : 0.1,
                        small ? "few steps, each needed" : "keeps guidance working"),
                flag(Setting.FLIP, false, "mirrored pictures change lettering and asymmetric things"));
    }

    private static OptionalDouble numberOrNone(Setting setting, String text) {
        if (text.equals(NONE)) {
            return OptionalDouble.empty();
        }
        try {
            double value = Double.parseDouble(text);
            if (!Double.isFinite(value)) {
                throw new NumberFormatException(text);
            }
            return OptionalDouble.of(value);
        } catch (NumberFormatException e) {
            throw new BadInput(
                    e,
                    "--{0} is \"{1}\". Expected a number, or none ({2}). Correct it.",
                    setting.key(),
                    text,
                    setting.meaning());
        }
    }

    private int whole(Setting setting, int derived, String because) {
        choose(setting, derived, because);
        return chosen.whole(setting);
    }

    private long longer(Setting setting, long derived, String because) {
        choose(setting, derived, because);
        return chosen.longer(setting);
    }

    private double number(Setting setting, double derived, String because) {
        choose(setting, derived, because);
        return chosen.number(setting);
    }

    private String text(Setting setting, String derived, String because) {
        choose(setting, derived, because);
        return chosen.text(setting);
    }

    private boolean flag(Setting setting, boolean derived, String because) {
        choose(setting, derived, because);
        return chosen.flag(setting);
    }

    private void choose(Setting setting, Object derived, String because) {
        choose(setting, derived, Message.of(because));
    }

    private void choose(Setting setting, Object derived, Message because) {
        chosen = chosen.with(setting, wishes.get(setting).orElse(derived));
        reasons.put(setting, wishes.has(setting) ? Message.of("as asked") : because);
    }
}
