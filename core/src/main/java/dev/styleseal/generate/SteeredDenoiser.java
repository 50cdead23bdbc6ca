package dev.styleseal.generate;

import dev.styleseal.diffusion.Denoiser;
import dev.styleseal.diffusion.Guidance;
import dev.styleseal.tensor.Tensors;
import dev.styleseal.unet.Framing;
import dev.styleseal.unet.PromptStates;
import dev.styleseal.unet.UNet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The network with prompts and guidance applied, all of them in one batch, and the one picture under all of them. Serves one run: it counts its calls to know
 * which stage of a prompt is in force.
 *
 * <p>Several prompts steer together as in composable diffusion (Liu et al. 2022, Compositional Visual Generation with
 * Composable Diffusion Models, equation 11): away from the negative prompt by the weighted sum of their directions.
 */
public final class SteeredDenoiser implements Denoiser {
    private final UNet unet;
    private final Conditions conditions;
    private final Framing framing;
    private final Guidance guidance;
    private final double stepsPerCall;
    private int calls;

    /**
     * Prepares a run.
     *
     * @param stepsPerCall below 1 for samplers that call the network more than once a step
     */
    public SteeredDenoiser(UNet unet, Conditions conditions, Framing framing, Guidance guidance, double stepsPerCall) {
        this.unet = unet;
        this.conditions = conditions;
        this.framing = framing;
        this.guidance = guidance;
        this.stepsPerCall = stepsPerCall;
    }

    @Override
    public Tensor denoise(Tensor x, double timestep) {
        int done = (int) (calls++ * stepsPerCall);
        List<PromptStates> prompts = new ArrayList<>();
        conditions.parts().forEach(part -> prompts.add(part.stages().at(done)));
        if (conditions.isSingle() && !guidance.isNeeded()) {
            return forward(x, timestep, prompts);
        }
        prompts.add(0, conditions.negative().at(done));
        Tensor outputs = forward(x, timestep, prompts);
        Tensor away = outputs.narrow(0, 0, 1);
        Tensor towards = conditions.isSingle() ? outputs.narrow(0, 1, 1) : together(outputs, away);
        return guidance.isNeeded() ? guidance.apply(away, towards) : towards;
    }

    private Tensor forward(Tensor x, double timestep, List<PromptStates> prompts) {
        return unet.forward(
                x,
                Tensors.of(new float[] {(float) timestep}, 1),
                PromptStates.joined(prompts).framed(Collections.nCopies(prompts.size(), framing)));
    }

    private Tensor together(Tensor outputs, Tensor away) {
        Tensor sum = away;
        for (int i = 0; i < conditions.parts().size(); i++) {
            Tensor direction = outputs.narrow(0, 1 + i, 1).sub(away);
            sum = sum.add(direction.mul(new Scalar(conditions.parts().get(i).weight())));
        }
        return sum;
    }
}
