package dev.styleseal.run;

import dev.styleseal.clip.ClipTokenizer;
import dev.styleseal.data.TrainingPicture;
import dev.styleseal.error.Message;
import dev.styleseal.lora.LoraConfig;
import dev.styleseal.model.TextPart;
import java.util.List;

/** What a user may not have meant, found before the first step. */
record Warnings(List<TextPart> texts, TrainingOrder order, Plan plan) {
    private static final int MANY_PASSES = 300;

    void tell(TrainingListener listener) {
        tooLong(listener);
        withoutTrigger(listener);
        if (plan.passesPerPicture() > MANY_PASSES) {
            warn(
                    listener,
                    "Each picture will be shown {0} times. Beyond {1} a seal tends to learn its pictures by heart; fewer --steps or more pictures help.",
                    Math.round(plan.passesPerPicture()),
                    MANY_PASSES);
        }
        notReadEverywhere(listener);
    }

    private void notReadEverywhere(TrainingListener listener) {
        LoraConfig lora = plan.config().lora();
        if (lora.variant().dora() || lora.targets().matches("conv_in")) {
            warn(
                    listener,
                    "Of a seal with kohya names diffusers does not read {0}; ComfyUI does. For diffusers save it with --format diffusers or peft.",
                    Message.of(lora.variant().dora() ? "the lengths of a DoRA" : "the first and last layers"));
        }
    }

    private void tooLong(TrainingListener listener) {
        ClipTokenizer tokenizer = texts.get(0).tokenizer(); // those of one base count alike
        for (TrainingPicture picture : order.learned()) {
            int cut = tokenizer.truncatedTokens(picture.caption());
            if (cut > 0) {
                warn(
                        listener,
                        "The caption of {0} is {1} tokens too long; its end is not learned. The text encoder reads {2}.",
                        picture.file(),
                        cut,
                        tokenizer.maxLength() - 2);
            }
        }
    }

    private void withoutTrigger(TrainingListener listener) {
        if (order.trigger().isEmpty()) {
            return;
        }
        String trigger = order.trigger().get();
        List<TrainingPicture> without = order.learned().stream()
                .filter(picture -> !picture.caption().contains(trigger))
                .toList();
        if (!without.isEmpty()) {
            warn(
                    listener,
                    "The trigger \"{0}\" is missing in {1} of {2} captions, first in that of {3}. A trigger calls only what it stood beside.",
                    trigger,
                    without.size(),
                    order.learned().size(),
                    without.get(0).file());
        }
    }

    private static void warn(TrainingListener listener, String pattern, Object... arguments) {
        listener.on(new TrainingEvent.Warned(Message.of(pattern, arguments)));
    }
}
