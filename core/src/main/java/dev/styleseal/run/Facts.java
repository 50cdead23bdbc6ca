package dev.styleseal.run;

import dev.styleseal.file.BaseFacts;
import dev.styleseal.file.BaseFamily;
import dev.styleseal.file.NetworkFacts;
import dev.styleseal.file.OptimizationFacts;
import dev.styleseal.file.PictureFacts;
import dev.styleseal.file.RunFacts;
import dev.styleseal.file.SourceDate;
import dev.styleseal.file.TrainingFacts;
import dev.styleseal.lora.LoraConfig;
import dev.styleseal.lora.LoraVariant;
import dev.styleseal.model.ModelKind;
import dev.styleseal.model.StableDiffusion;
import dev.styleseal.tensor.Precision;
import dev.styleseal.train.OptimizerConfig;
import dev.styleseal.train.TrainConfig;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a seal will say about its training. */
final class Facts {
    private final StableDiffusion model;
    private final String modelHash;
    private final Plan plan;
    private final TrainingOrder order;
    private final SourceDate dates;
    private final Instant startedAt;

    /** @param modelHash of the base, taken while all its networks were in memory */
    Facts(StableDiffusion model, String modelHash, Plan plan, TrainingOrder order, SourceDate dates) {
        this.model = model;
        this.modelHash = modelHash;
        this.plan = plan;
        this.order = order;
        this.dates = dates;
        startedAt = dates.now();
    }

    String modelHash() {
        return modelHash;
    }

    Plan plan() {
        return plan;
    }

    TrainingFacts after(int steps) {
        TrainConfig config = plan.config();
        return new TrainingFacts(
                order.name(),
                order.trigger(),
                new BaseFacts(family(model.kind()), name(model.path()), Optional.of(modelHash), config.clipSkip()),
                new NetworkFacts(
                        config.lora().rank(),
                        config.lora().alpha(),
                        config.lora().dropout(),
                        arguments()),
                optimization(config),
                new PictureFacts(
                        order.learned().size(),
                        plan.width(),
                        plan.height(),
                        config.noise().captionDropout(),
                        true,
                        config.noise().flip(),
                        tags()),
                new RunFacts(
                        startedAt,
                        dates.now(),
                        dates.sessionId(config.seed()),
                        config.seed(),
                        steps,
                        config.steps(),
                        epochs(steps),
                        epochs(config.steps()),
                        ""));
    }

    /** What sets the adapter apart, in the words of kohya's and LyCORIS's {@code network_args} where they have some. */
    private SortedMap<String, String> arguments() {
        LoraConfig lora = plan.config().lora();
        LoraVariant variant = lora.variant();
        SortedMap<String, String> arguments = new TreeMap<>();
        arguments.put("targets", lora.targets().name());
        variant.convolutions().ifPresent(size -> {
            arguments.put("conv_dim", String.valueOf(size.rank()));
            arguments.put("conv_alpha", String.valueOf(size.alpha()));
        });
        variant.exceptions()
                .forEach((ending, size) -> arguments.put("rank_of." + ending, size.rank() + ", alpha " + size.alpha()));
        if (variant.scaling() == LoraVariant.Scaling.BY_ROOT_OF_RANK) {
            arguments.put("rs_lora", "True");
        }
        if (variant.dora()) {
            arguments.put("algo", "lora");
            arguments.put("dora_wd", "True");
            arguments.put("wd_on_output", "True");
        }
        return arguments;
    }

    private OptimizationFacts optimization(TrainConfig config) {
        OptimizerConfig optimizer = config.optimizer();
        return new OptimizationFacts(
                optimizer.learningRate(),
                config.trainText() ? OptionalDouble.of(optimizer.textLearningRate()) : OptionalDouble.empty(),
                "AdamW(weight_decay=" + optimizer.weightDecay() + ",betas=(" + optimizer.beta1() + ","
                        + optimizer.beta2() + "))",
                config.rate().curve().name().toLowerCase(Locale.ROOT),
                config.rate().warmup(),
                config.batch(),
                config.accumulation(),
                Double.isFinite(optimizer.maxGradientNorm()) ? optimizer.maxGradientNorm() : 0,
                config.noise().minSnrGamma(),
                config.noise().noiseOffset(),
                model.placement().precision() == Precision.FLOAT32
                        ? "no"
                        : model.placement().precision().label());
    }

    private int epochs(int steps) {
        int seen = steps * plan.config().picturesPerStep();
        return (seen + plan.pictures() - 1) / plan.pictures();
    }

    /** Comma-separated parts of captions, by folder name, as kohya counts them. */
    private SortedMap<String, SortedMap<String, Integer>> tags() {
        SortedMap<String, SortedMap<String, Integer>> folders = new TreeMap<>();
        order.learned().forEach(picture -> {
            SortedMap<String, Integer> counts = folders.computeIfAbsent(
                    name(Objects.requireNonNull(picture.file().toAbsolutePath().getParent())),
                    folder -> new TreeMap<>());
            Arrays.stream(picture.caption().split(",", -1))
                    .map(String::strip)
                    .filter(tag -> !tag.isEmpty())
                    .forEach(tag -> counts.merge(tag, 1, Integer::sum));
        });
        return folders;
    }

    private static String name(Path path) {
        Path last = path.toAbsolutePath().normalize().getFileName();
        return last == null ? "root" : last.toString();
    }

    private static BaseFamily family(ModelKind kind) {
        return switch (kind) {
            case SD1 -> BaseFamily.SD1;
            case SD2 -> BaseFamily.SD2;
            case SD2_V -> BaseFamily.SD2_V;
            case SDXL -> BaseFamily.SDXL;
        };
    }
}
