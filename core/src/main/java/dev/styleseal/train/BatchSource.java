package dev.styleseal.train;

import dev.styleseal.data.LatentCache;
import dev.styleseal.data.TrainingPicture;
import dev.styleseal.diffusion.NoiseOffset;
import dev.styleseal.tensor.RandomSource;
import dev.styleseal.tensor.Tensors;
import dev.styleseal.unet.Framing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Makes the batches of a run. Which picture, noise, timestep and caption stand at a place depends on the seed and the
 * place alone, so that a run can be entered anywhere.
 */
final class BatchSource {
    // Purposes that random numbers are drawn for, so that no two purposes share a stream; part of a place.
    private static final long ORDER = 0;
    private static final long PICTURE = 1;

    private final LatentCache cache;
    private final List<TrainingPicture> pictures;
    private final TextConditions text;
    private final TrainConfig config;
    private final int trainTimesteps;
    private final NoiseOffset offset;
    private int orderedEpoch = -1;
    private long[] order = {};

    /**
     * @param cache latents of all pictures; if pictures are flipped, followed by those of their mirror images
     * @param pictures in the order of their latents
     * @param trainTimesteps number of timesteps of the noise schedule
     */
    BatchSource(
            LatentCache cache,
            List<TrainingPicture> pictures,
            TextConditions text,
            TrainConfig config,
            int trainTimesteps) {
        this.cache = cache;
        this.pictures = List.copyOf(pictures);
        this.text = text;
        this.config = config;
        this.trainTimesteps = trainTimesteps;
        offset = new NoiseOffset(config.noise().noiseOffset());
    }

    /** The {@code pass}-th batch of the optimizer step {@code step}, both from 0, in the scope open at the call. */
    Batch batch(int step, int pass) {
        TensorVector latents = new TensorVector();
        TensorVector noise = new TensorVector();
        long[] timesteps = new long[config.batch()];
        List<Shown> shown = new ArrayList<>();
        List<Framing> framings = new ArrayList<>();
        for (int i = 0; i < config.batch(); i++) {
            long place = place(step, pass, i);
            int picture = pictureAt(place);
            RandomSource random = RandomSource.at(config.seed(), PICTURE, place);
            timesteps[i] = Tensors.longs(random.integers(trainTimesteps, 1))[0];
            float[] chances = Tensors.floats(random.uniform(2));
            boolean mirrored = config.noise().flip() && chances[0] < 0.5;
            boolean dropped = chances[1] < config.noise().captionDropout();
            shown.add(new Shown(
                    name(picture),
                    dropped
                            ? Optional.empty()
                            : Optional.of(pictures.get(picture).caption())));
            framings.add(cache.framing(picture));
            Tensor drawn = cache.sample(mirrored ? pictures.size() + picture : picture, random);
            latents.push_back(drawn);
            noise.push_back(noise(drawn, random));
        }
        return new Batch(
                torch.cat(latents, 0),
                torch.cat(noise, 0),
                Tensors.of(timesteps, config.batch()),
                text.of(shown.stream().map(Shown::caption).toList()).framed(framings),
                shown);
    }

    /** File names of all pictures of an optimizer step, counted from 0. */
    List<String> pictures(int step) {
        List<String> names = new ArrayList<>();
        for (int pass = 0; pass < config.accumulation(); pass++) {
            for (int i = 0; i < config.batch(); i++) {
                names.add(name(pictureAt(place(step, pass, i))));
            }
        }
        return names;
    }

    private String name(int picture) {
        return String.valueOf(pictures.get(picture).file().getFileName());
    }

    private long place(int step, int pass, int i) {
        return ((long) step * config.accumulation() + pass) * config.batch() + i;
    }

    private Tensor noise(Tensor like, RandomSource random) {
        return offset.addTo(random.normal(like.shape()), random);
    }

    /** Every picture once in an order of its own, then again in another. */
    private int pictureAt(long place) {
        int epoch = Math.toIntExact(place / pictures.size());
        if (epoch != orderedEpoch) {
            order = Tensors.longs(RandomSource.at(config.seed(), ORDER, epoch).permutation(pictures.size()));
            orderedEpoch = epoch;
        }
        return (int) order[Math.toIntExact(place % pictures.size())];
    }
}
