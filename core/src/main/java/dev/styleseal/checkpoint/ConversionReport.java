package dev.styleseal.checkpoint;

import dev.styleseal.error.Message;
import java.util.List;

/**
 * What a conversion did.
 *
 * @param architecture of the model
 * @param components what was written and compared
 * @param prediction what its scheduler says from now on, and why
 * @param zeroTerminalSnr whether its noise schedule ends in pure noise, and why
 * @param leftOut what was not written
 * @param remarks what else whoever uses the result should know
 */
public record ConversionReport(
        Architecture architecture,
        List<Written> components,
        Stated<PredictionType> prediction,
        Stated<Boolean> zeroTerminalSnr,
        List<LeftOut> leftOut,
        List<Message> remarks) {
    /**
     * One component as it was written.
     *
     * @param component which
     * @param tensors how many, by diffusers' names; each was compared with the input after writing
     * @param parameters how many numbers
     */
    public record Written(Component component, int tensors, long parameters) {}

    public ConversionReport {
        components = List.copyOf(components);
        leftOut = List.copyOf(leftOut);
        remarks = List.copyOf(remarks);
    }
}
