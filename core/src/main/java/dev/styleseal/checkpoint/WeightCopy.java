package dev.styleseal.checkpoint;

/** Which of two copies of a UNet is read; most files hold one. */
public enum WeightCopy {
    /** The weights that were trained; diffusers reads these. */
    TRAINED,
    /** Their exponential moving average ({@code model_ema.}), refused where the file has none. */
    AVERAGED
}
