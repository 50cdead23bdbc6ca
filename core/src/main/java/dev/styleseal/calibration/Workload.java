package dev.styleseal.calibration;

import dev.styleseal.tensor.Operation;
import dev.styleseal.unet.UNetConfig;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/** The large operations of one pass through a UNet, and how often each occurs; walks as the network is built. */
final class Workload {
    private final UNetConfig config;
    private final long textTokens;
    private final Map<Trial, Integer> counts = new LinkedHashMap<>();
    private final Deque<Integer> left = new ArrayDeque<>(); // channels of the results left for the way up
    private final long conditions;
    private long batch;
    private long height;
    private long width;
    private int channels;

    private Workload(UNetConfig config, Extent extent) {
        this.config = config;
        conditions = extent.conditions();
        batch = extent.pictures();
        height = extent.height();
        width = extent.width();
        textTokens = extent.textTokens();
        channels = config.down().get(0).channels();
    }

    /**
     * What goes through the network.
     *
     * @param pictures at once
     * @param conditions as many as pictures, or several of one picture, which then is one until the first is met
     * @param height of the latents
     * @param width of the latents
     * @param textTokens of a prompt
     */
    record Extent(long pictures, long conditions, long height, long width, long textTokens) {}

    /** How often each operation occurs, in the order of the first time. */
    static Map<Trial, Integer> of(UNetConfig config, Extent extent) {
        Workload workload = new Workload(config, extent);
        workload.walk();
        return workload.counts;
    }

    private void walk() {
        left.push(channels);
        int levels = config.down().size();
        for (int i = 0; i < levels; i++) {
            UNetConfig.Level level = config.down().get(i);
            for (int j = 0; j < level.layers(); j++) {
                layer(channels, level);
                left.push(channels);
            }
            if (i + 1 < levels) {
                left.push(channels);
                resize((height + 1) / 2, (width + 1) / 2);
            }
        }
        resnet(channels, config.coarsest());
        transformer(config.coarsest());
        resnet(channels, config.coarsest());
        for (int i = 0; i < levels; i++) {
            UNetConfig.Level level = config.up().get(i);
            for (int j = 0; j < level.layers(); j++) {
                layer(channels + left.pop(), level);
            }
            if (i + 1 < levels) {
                resize(2 * height, 2 * width);
                count(Operation.CONVOLUTION, channels, channels, 1);
            }
        }
    }

    private void resize(long newHeight, long newWidth) {
        height = newHeight;
        width = newWidth;
    }

    private void layer(int in, UNetConfig.Level level) {
        resnet(in, level);
        if (level.attention()) {
            transformer(level);
        }
    }

    private void resnet(int in, UNetConfig.Level level) {
        channels = level.channels();
        count(Operation.CONVOLUTION, in, channels, 1);
        if (config.addition().isPresent()) {
            batch = conditions; // known to every residual block
        }
        count(Operation.CONVOLUTION, channels, channels, 1);
    }

    private void transformer(UNetConfig.Level level) {
        int inner = level.channels();
        int head = inner / level.heads();
        count(Operation.LINEAR, inner, inner, 1);
        for (int i = 0; i < level.depth(); i++) {
            for (int projections = 0; projections < 5; projections++) { // q, k, v, out; q
                count(Operation.LINEAR, inner, inner, 1);
            }
            count(Operation.ATTENTION, height * width, head, level.heads());
            batch = conditions;
            count(Operation.ATTENTION, textTokens, head, level.heads());
            count(Operation.LINEAR, inner, inner, 1);
            count(Operation.LINEAR, inner, 8L * inner, 1);
            count(Operation.LINEAR, 4L * inner, inner, 1);
        }
        count(Operation.LINEAR, inner, inner, 1);
    }

    private void count(Operation operation, long in, long out, int heads) {
        counts.merge(new Trial(operation, batch, height, width, in, out, heads), 1, Integer::sum);
    }
}
