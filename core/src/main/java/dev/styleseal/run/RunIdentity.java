package dev.styleseal.run;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import dev.styleseal.model.StableDiffusion;
import dev.styleseal.snapshot.Snapshot;
import dev.styleseal.tensor.EnginePlan;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What must be the same when a training goes on, or it would not end as if it had never been interrupted.
 *
 * @param facts by key: base, settings, pictures and engine
 */
record RunIdentity(SortedMap<String, String> facts) {
    private static final String BASE = "base";
    private static final String IDENTITY = "identity";
    private static final String PICTURES = "pictures";
    private static final String SETTING = "setting.";
    private static final String ENGINE = "engine.";
    private static final String CHECKPOINTING =
            Setting.GRADIENT_CHECKPOINTING.key(); // no setting: no bit depends on it

    static RunIdentity of(StableDiffusion model, String modelIdentity, Preparation.Ready ready, TrainingOrder order) {
        SortedMap<String, String> facts = new TreeMap<>();
        facts.put(BASE, model.contents());
        facts.put(IDENTITY, modelIdentity);
        facts.put(PICTURES, PictureHashes.of(order.pictures()));
        ready.plan()
                .settings()
                .without(Setting.GRADIENT_CHECKPOINTING)
                .values()
                .forEach((setting, value) -> facts.put(SETTING + setting.key(), String.valueOf(value)));
        boolean checkpointing = ready.plan().config().gradientCheckpointing();
        facts.put(CHECKPOINTING, (checkpointing ? Checkpointing.ON : Checkpointing.OFF).label());
        looks(ready.cadence(), order.watching())
                .forEach((key, value) -> facts.put(SETTING + key.key(), String.valueOf(value)));
        EnginePlan.of(model.placement()).facts().forEach((key, value) -> facts.put(ENGINE + key, value));
        return new RunIdentity(facts);
    }

    /** What decides which checkpoint is chosen, and when the run ends. */
    private static Map<RunKey, Integer> looks(Cadence cadence, Watching watching) {
        return Map.of(
                RunKey.EVALUATE_EVERY, cadence.evaluateEvery(),
                RunKey.CHECKPOINT_EVERY, watching.checkpointEvery(),
                RunKey.KEEP_CHECKPOINTS, watching.keep(),
                RunKey.EARLY_STOP, watching.earlyStop());
    }

    /** What the seal says of its base; it tells how options had it read, which a run that goes on is told in other words. */
    static String modelIdentity(Snapshot snapshot) {
        return snapshot.fact(IDENTITY);
    }

    /** How often the run that a snapshot is of was measured, if that is known. */
    static OptionalInt evaluateEvery(Snapshot snapshot) {
        String every = snapshot.fact(SETTING + RunKey.EVALUATE_EVERY.key());
        return every.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(every));
    }

    /** A plan that goes on as the run did that a snapshot is of, where nothing else is wished for. */
    static Plan asBefore(Plan plan, Snapshot snapshot) {
        return Checkpointing.of(plan) == Checkpointing.AUTO
                ? plan.checkpointing(snapshot.fact(CHECKPOINTING).equals(Checkpointing.ON.label()))
                : plan;
    }

    /** The engine that a snapshot was made with. */
    static EnginePlan engine(Map<String, String> facts) {
        return new EnginePlan(facts.entrySet().stream()
                .filter(fact -> fact.getKey().startsWith(ENGINE))
                .collect(Collectors.toMap(
                        fact -> fact.getKey().substring(ENGINE.length()),
                        Map.Entry::getValue,
                        (one, other) -> one,
                        TreeMap::new)));
    }

    /**
     * Refuses a snapshot of another run.
     *
     * @param anyEngine whether another engine is accepted; then what differs is returned
     * @throws BadInput naming what differs
     */
    Optional<Message> requireSame(Snapshot snapshot, boolean anyEngine) {
        if (!Objects.equals(facts.get(BASE), snapshot.fact(BASE))) {
            throw new BadInput(
                    "Cannot go on with the run: the base is another one, or its files have changed. Expected the base that the run began with (its hash begins with {0}). Put it back, or begin a new run.",
                    snapshot.fact(BASE)
                            .substring(0, Math.min(12, snapshot.fact(BASE).length())));
        }
        facts.forEach((key, value) -> {
            if (key.startsWith(SETTING) && !value.equals(snapshot.fact(key))) {
                throw new BadInput(
                        "Cannot go on with the run: {0} was {1} and is {2}. Expected the settings that it began with. Correct run.toml; to train on with other settings, begin a new run with --continue-from.",
                        key.substring(SETTING.length()), snapshot.fact(key), value);
            }
        });
        PictureHashes.requireSame(snapshot.fact(PICTURES), String.valueOf(facts.get(PICTURES)));
        Optional<Message> difference = engine(snapshot.facts()).difference(engine(facts));
        if (difference.isPresent() && !anyEngine) {
            throw new BadInput(
                    "Cannot go on bit for bit: {0}. Expected the machine and the engine that the run began with. Go on there, or add --any-engine: the seal is then as good, but not the very same.",
                    difference.get());
        }
        return difference;
    }
}
