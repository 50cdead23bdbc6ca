package dev.styleseal;

import dev.styleseal.calibration.Calibration;
import dev.styleseal.calibration.FastestPlan;
import dev.styleseal.calibration.Pass;
import dev.styleseal.error.Message;
import dev.styleseal.model.BaseOptions;
import dev.styleseal.model.NoiseFacts;
import dev.styleseal.model.StableDiffusion;
import dev.styleseal.tensor.Engine;
import dev.styleseal.tensor.Placement;
import java.nio.file.Path;
import java.util.List;

/**
 * A Stable Diffusion model in memory, to be taught and to paint with; neither changes it.
 *
 * <p>All work on it runs on one thread of its own; calls from any number of threads queue. Close it to free its memory;
 * {@link #close} waits for work that is under way.
 */
public final class BaseModel implements AutoCloseable {
    /** Guidance has two prompts, which go through the network together. */
    private static final int PROMPTS = 2;

    private final StableDiffusion model;

    private BaseModel(StableDiffusion model) {
        this.model = model;
    }

    /**
     * Reads a model of the Stable Diffusion 1, 2 or XL kind from a diffusers folder or from one file, to where it suits
     * this machine: bf16 on an NVIDIA card, else float32, whatever its files hold. The first training of a large base on
     * the CPU measures whether bf16 suits better, and then has it read anew in it. Errors as {@link #open(Path,
     * BaseOptions, Placement)}.
     */
    public static BaseModel open(Path path) {
        return open(path, Placement.choose("auto", "auto"));
    }

    /** Reads a model to where {@code placement} says; errors as {@link #open(Path, BaseOptions, Placement)}. */
    public static BaseModel open(Path path, Placement placement) {
        return open(path, BaseOptions.NONE, placement);
    }

    /**
     * Reads a model to where {@code placement} says, see {@link Placement#choose}.
     *
     * <p>What a file on a drive of this machine holds in the type that is computed in is used where it lies in the mapped
     * file. Until the model is closed such a file may be replaced by another of its name, but must not be overwritten or
     * cut short in place: this changes the model, or ends the program.
     *
     * @param path a diffusers folder, or one file with all networks
     * @param options parts from elsewhere, and what is known better than the files say
     * @throws dev.styleseal.error.BadInput if it is no such model, or a part is missing and not among the options
     * @throws dev.styleseal.error.CorruptFile if a file is damaged or holds something else than its config says
     * @throws dev.styleseal.error.OutOfMemory if it does not fit into memory
     */
    public static BaseModel open(Path path, BaseOptions options, Placement placement) {
        return new BaseModel(Engine.call(() -> StableDiffusion.open(path, options, placement)));
    }

    /**
     * Has large operations of pictures painted from now on carried out as is fastest on this machine, with as many threads;
     * the same pictures but for rounding. Takes up to half a minute where nothing is remembered of such pictures.
     *
     * @param width of the pictures in pixels
     * @param height of the pictures in pixels
     * @return what was measured, and when
     */
    public FastestPlan.Found hasten(int width, int height, FastestPlan fastest) {
        int factor = sizeStep();
        Calibration.Job job =
                new Calibration.Job(model.unetConfig(), PROMPTS, height / factor, width / factor, Pass.FORWARD);
        FastestPlan.Found found = fastest.findWithThreads(job, placement());
        Engine.run(() -> model.carryOutBy(found.plan()));
        return found;
    }

    /** Where it computes, in which precision, and why. */
    public Placement placement() {
        return model.placement();
    }

    /** The folder or file it was read from. */
    public Path path() {
        return model.path();
    }

    /** What its network was taught to do with noise, and how that is known. */
    public NoiseFacts noise() {
        return model.noise();
    }

    /** What a user should know of it, such as parts of its file that are not used. */
    public List<Message> remarks() {
        return model.remarks();
    }

    /** What it is, for people, such as "Stable Diffusion 1". */
    public String kind() {
        return model.kind().title();
    }

    /** Side in pixels of the pictures it was trained on. */
    public int nativeSize() {
        return model.nativeSize();
    }

    /** The sides of pictures in pixels are multiples of this. */
    public int sizeStep() {
        return model.vaeConfig().factor();
    }

    /** Keys of its scheduler_config.json that no known scheduler has, and that have no effect. */
    public List<String> unusedSchedulerKeys() {
        return model.schedule().unknownKeys();
    }

    /** Number of values in all its networks. */
    public long parameters() {
        return Engine.call(model::parameters);
    }

    /** Number of values in its denoising network. */
    public long unetParameters() {
        return Engine.call(model::unetParameters);
    }

    /** SHA-256 over all its values as they lie in memory, 64 hexadecimal digits: the same before and after any work in one precision. */
    public String fingerprint() {
        return Engine.call(model::fingerprint);
    }

    /** The {@link #fingerprint} as it was when first asked for in its precision, without computing it again: what tells bases apart. */
    public String identity() {
        return Engine.call(model::identity);
    }

    StableDiffusion loaded() {
        return model;
    }

    /** Frees the memory once work under way has ended; closing twice does nothing. */
    @Override
    public void close() {
        Engine.run(model::close);
    }
}
