package dev.styleseal.lora;

import dev.styleseal.error.BadInput;
import dev.styleseal.nn.LayerSlot;
import dev.styleseal.weights.HostTensor;
import java.util.List;

/** Whether a module has the shapes of a layer. */
final class Fit {
    private Fit() {}

    static boolean fits(LayerSlot slot, AdapterModule module) {
        boolean norm = slot.form() == LayerSlot.Form.NORM;
        if (module instanceof LoraModule lora) {
            boolean kernel = lora.convolution() ? lora.down().shape().get(2) == slot.kernel() : slot.kernel() == 1;
            return !norm && kernel && lora.inputs() == slot.in() && lora.outputs() == slot.out();
        }
        if (module instanceof BiasedLoraModule biased) {
            return fits(slot, biased.lora()); // whose outputs are the bias's
        }
        if (module instanceof LohaModule loha) {
            return !norm && isMatrix(slot, loha.first().rows(), loha.first().columns()) && lengthsFit(slot, loha);
        }
        if (module instanceof LokrModule lokr) {
            return !norm
                    && isMatrix(
                            slot,
                            (long) lokr.first().rows() * lokr.second().rows(),
                            (long) lokr.first().columns() * lokr.second().columns())
                    && lengthsFit(slot, lokr);
        }
        FullModule full = (FullModule) module;
        return full.weight().map(weight -> isWeight(slot, weight)).orElse(true)
                && full.bias()
                        .map(bias -> bias.shape().equals(List.of((long) slot.out())))
                        .orElse(true);
    }

    private static boolean isMatrix(LayerSlot slot, long rows, long columns) {
        return rows == slot.out() && columns == slot.fanIn();
    }

    private static boolean isWeight(LayerSlot slot, HostTensor weight) {
        long out = slot.out();
        if (slot.form() == LayerSlot.Form.NORM) {
            return weight.shape().equals(List.of(out));
        }
        long in = slot.in();
        long kernel = slot.kernel();
        return weight.shape().equals(List.of(out, in, kernel, kernel))
                || (kernel == 1 && weight.shape().equals(List.of(out, in)));
    }

    private static boolean lengthsFit(LayerSlot slot, AdapterModule module) {
        return module.magnitude()
                .map(lengths -> lengths.values().values().length
                        == switch (lengths.axis()) {
                            case OUTPUT -> slot.out();
                            case INPUT -> slot.in();
                        })
                .orElse(true);
    }

    /** @throws BadInput if it has other shapes than the layer */
    static void require(LayerSlot slot, AdapterModule module) {
        if (!fits(slot, module)) {
            List<List<Long>> shapes =
                    module.tensors().stream().map(HostTensor::shape).toList();
            throw new BadInput(
                    "The adapter was made for another architecture: {0} has the shapes {1}, this base has a layer of {2} inputs, {3} outputs and a kernel of {4}. Use it with the base it was trained on (inspect shows which).",
                    slot.path(), shapes, slot.in(), slot.out(), slot.kernel());
        }
    }
}
