package dev.styleseal.run;

import dev.styleseal.file.Seal;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** Seals of a training that has no folder, in memory. Used by one training, on its thread. */
public final class MemorySeals implements SealStore {
    private final Map<Integer, Seal> checkpoints = new TreeMap<>();
    private Optional<Seal> finished = Optional.empty();

    @Override
    public void on(TrainingEvent event) {
        if (event instanceof TrainingEvent.Checkpointed checkpointed) {
            checkpoints.put(checkpointed.step(), checkpointed.seal());
        } else if (event instanceof TrainingEvent.Chosen chosen) {
            finished = Optional.of(chosen.seal());
        }
    }

    @Override
    public Seal checkpoint(int step) {
        return Objects.requireNonNull(checkpoints.get(step));
    }

    @Override
    public boolean has(int step) {
        return checkpoints.containsKey(step);
    }

    @Override
    public void remove(int step) {
        checkpoints.remove(step);
    }

    @Override
    public Seal finished() {
        return finished.orElseThrow();
    }
}
