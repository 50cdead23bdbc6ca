package dev.styleseal.checkpoint;

import java.util.List;

/** What becomes of weights on their way into another model. The same answer whenever it is asked. */
public interface WeightChange {
    /** Changes nothing. */
    WeightChange NONE = new WeightChange() {
        @Override
        public boolean touches(Component component, String name) {
            return false;
        }

        @Override
        public float[] changed(Component component, String name, List<Long> shape, float[] values) {
            return values;
        }
    };

    /** Whether a tensor of a component becomes another one. */
    boolean touches(Component component, String name);

    /** Called when all tensors of the model were asked for; throws if something that is to change is not among them. */
    default void requirePlaced() {}

    /**
     * A tensor's new values.
     *
     * @param name today's name in diffusers
     * @param values the old ones, which may be written over
     */
    float[] changed(Component component, String name, List<Long> shape, float[] values);
}
