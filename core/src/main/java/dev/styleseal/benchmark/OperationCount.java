package dev.styleseal.benchmark;

import dev.styleseal.lora.LoraTargets;
import dev.styleseal.nn.FrozenLayer;
import dev.styleseal.nn.LayerSlot;
import dev.styleseal.nn.LayerWrapper;
import dev.styleseal.nn.Update;
import java.util.List;

/**
 * Counts the operations of a UNet's matrix products while its layers are built: 2 M N K for each product of [M, K] and [K,
 * N], as torch's FlopCounterMode does. Norms, activations and softmax are left out, a few in a hundred.
 *
 * <p>Backward, a frozen layer costs once its forward for the gradient of its input, and nothing where no layer that learns
 * lies below; a LoRA and the core of an attention cost twice, for both of their factors.
 */
final class OperationCount implements LayerWrapper {
    private final LayerRows rows;
    private final int prompts;
    private final LoraTargets targets;
    private final int rank;
    private double forward;
    private double backward;
    private boolean learnsBelow;
    private boolean timeTellsPrompt;
    private int copies = 1; // of each picture, one a prompt from the first that is met

    /**
     * @param prompts of each picture
     * @param rank of the LoRA that joins {@code targets}, 0 for none
     */
    OperationCount(LayerRows rows, int prompts, LoraTargets targets, int rank) {
        this.rows = rows;
        this.prompts = prompts;
        this.targets = targets;
        this.rank = rank;
    }

    /** Layers are built in the order in which they run. */
    @Override
    public List<Update> updates(LayerSlot slot, FrozenLayer frozen) {
        if (slot.form() != LayerSlot.Form.NORM) {
            count(slot);
        }
        return List.of();
    }

    private void count(LayerSlot slot) {
        timeTellsPrompt |= slot.path().contains(".add_embedding.");
        // A residual block adds what it is told between its convolutions.
        if (LayerRows.isOfText(slot.path()) || (timeTellsPrompt && slot.path().endsWith(".conv2"))) {
            copies = prompts;
        }
        boolean tellsPrompt = timeTellsPrompt && LayerRows.isOfPicture(slot.path());
        double perRow = 2.0 * rows.of(slot.path()) * (tellsPrompt ? prompts : copies);
        boolean inputLearns = learnsBelow && !LayerRows.isOfPicture(slot.path()) && !LayerRows.isOfText(slot.path());
        add(perRow * slot.out() * slot.fanIn(), inputLearns ? 1 : 0);
        if (rank > 0 && targets.matches(slot.path())) {
            learnsBelow = true;
            add(perRow * rank * slot.fanIn(), inputLearns ? 2 : 1);
            add(perRow * rank * slot.out(), 2);
        }
        if (slot.path().endsWith(".to_k")) {
            add(core(slot), learnsBelow ? 2 : 0);
        }
    }

    /** Queries by keys, and what comes of it by values. */
    private double core(LayerSlot key) {
        double keys = rows.of(key.path()) / (double) rows.extent().batch();
        return 2 * 2.0 * copies * rows.of(key.path().replaceFirst("to_k$", "to_q")) * keys * key.out();
    }

    private void add(double operations, int timesBackward) {
        forward += operations;
        backward += timesBackward * operations;
    }

    /** Operations of the way through the network. */
    double forward() {
        return forward;
    }

    /** Operations of the way back. */
    double backward() {
        return backward;
    }
}
