package dev.styleseal.unet;

import dev.styleseal.tensor.HeapHoles;
import dev.styleseal.tensor.Placement;
import dev.styleseal.tensor.Scope;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * A run of the network's segments that remembers what enters each of them and nothing else; on the way back each runs
 * once more (Chen et al. 2016, "Training Deep Nets with Sublinear Memory Cost", section 4). Gradients are those of a run that
 * remembers everything, bit for bit. Segments below the first that learns are neither remembered nor run again.
 *
 * <p>Made by {@link UNet#recomputed}. Owns what it remembers until {@link #close}; used on the engine thread.
 */
public final class Recomputation implements AutoCloseable {
    private final Replay replay;
    private final Conditioning conditioning; // with the graph behind it
    private final Boundary time;
    private final Boundary context;
    private final Deque<Passage> passages = new ArrayDeque<>();
    private final Deque<Boundary> left = new ArrayDeque<>(); // for the way up
    private final Deque<Boundary> owned = new ArrayDeque<>();
    private final Boundary prediction;
    private final Tensor leaf;

    /** A segment that was run, to be run again. */
    private record Passage(
            Step segment, Boundary hidden, @Nullable Boundary skip, Boundary result, Runnable rewind) {}

    /**
     * Runs all segments.
     *
     * @param latents on the network's device
     */
    Recomputation(List<Step> segments, Tensor latents, Conditioning conditioning, Replay replay) {
        this.replay = replay;
        this.conditioning = conditioning;
        try (Scope scope = new Scope()) {
            time = own(conditioning.time(), conditioning.time().requires_grad());
            context = own(conditioning.context(), conditioning.context().requires_grad());
            Boundary hidden = own(latents, latents.requires_grad());
            for (Step segment : segments) {
                hidden = forward(segment, hidden);
                HeapHoles.giveBack();
            }
            prediction = hidden;
            leaf = Scope.own(Placement.leave(prediction.value()).detach().set_requires_grad(prediction.learns()));
        } catch (RuntimeException e) {
            forget();
            throw e;
        }
    }

    private Boundary own(Tensor value, boolean learns) {
        Boundary boundary = new Boundary(value, learns);
        owned.push(boundary);
        return boundary;
    }

    /** What the network predicts, [B, outChannels, h, w]; wants a gradient if anything was trained. Lives until {@link #close}. */
    public Tensor prediction() {
        return leaf;
    }

    private Boundary forward(Step segment, Boundary hidden) {
        Runnable rewind = replay.mark();
        @Nullable
        Boundary skip = switch (segment.skip()) {
            case NONE, LEAVE -> null;
            case TAKE -> left.pop();
            case ENLARGE -> left.element();
        };
        boolean learns = hidden.learns() || (skip != null && skip.learns());
        Boundary result = learns ? unremembered(segment, hidden, skip) : watched(segment, hidden, skip);
        if (result.learns()) {
            passages.push(new Passage(segment, hidden, skip, result, rewind));
        }
        if (segment.skip() == Step.Skip.LEAVE) {
            left.push(result);
        }
        return result;
    }

    private Boundary unremembered(Step segment, Boundary hidden, @Nullable Boundary skip) {
        try (Scope scope = new Scope();
                NoGradGuard noGrad = new NoGradGuard()) {
            return own(run(segment, hidden.value(), skip == null ? null : skip.value(), conditioning), true);
        }
    }

    /** Where nothing was trained so far, whether the result wants a gradient tells whether this segment is the first. */
    private Boundary watched(Step segment, Boundary hidden, @Nullable Boundary skip) {
        int recorded = UNet.recorded();
        try (Scope scope = new Scope()) {
            Tensor result = run(segment, hidden.value(), skip == null ? null : skip.value(), conditioning);
            return own(result.detach(), result.requires_grad());
        } finally {
            UNet.forgetSince(recorded); // this graph is thrown away
        }
    }

    private static Tensor run(Step segment, Tensor hidden, @Nullable Tensor skip, Conditioning conditioning) {
        Deque<Tensor> taken = new ArrayDeque<>();
        if (skip != null) {
            taken.push(skip);
        }
        return UNet.run(segment, hidden, taken, conditioning, UNet.Witness.NONE);
    }

    /**
     * Adds the gradients of everything that is trained, given that of the {@link #prediction}, which a backward pass of the loss
     * left there. May be called once.
     */
    public void backward() {
        seed();
        while (!passages.isEmpty()) {
            Passage passage = passages.pop();
            passage.rewind().run();
            back(passage);
            HeapHoles.giveBack();
        }
        // In one pass, since SDXL's pooled text stands behind time too: text encoders then add up in the order of a
        // whole graph.
        try (Scope scope = new Scope()) {
            TensorVector roots = new TensorVector();
            TensorVector gradients = new TensorVector();
            time.enter(conditioning.time(), roots, gradients);
            context.enter(conditioning.context(), roots, gradients);
            if (!roots.empty()) {
                backward(roots, gradients);
            }
        }
    }

    /** Back through the way out of the network, which only changes type and device. */
    private void seed() {
        try (Scope scope = new Scope()) {
            Tensor value = prediction.value();
            prediction.begin(leaf.grad().to(value.device(), value.scalar_type()));
        }
    }

    private void back(Passage passage) {
        try (Scope scope = new Scope()) {
            Tensor hiddenLeaf = passage.hidden().leaf();
            Boundary skip = passage.skip();
            Tensor skipLeaf = skip == null ? null : skip.leaf();
            Conditioning leaves = new Conditioning(time.leaf(), context.leaf());
            Tensor result = run(passage.segment(), hiddenLeaf, skipLeaf, leaves);
            TensorVector roots = new TensorVector();
            TensorVector gradients = new TensorVector();
            passage.result().enter(result, roots, gradients);
            passage.hidden().enter(hiddenLeaf, roots, gradients);
            time.enter(leaves.time(), roots, gradients);
            context.enter(leaves.context(), roots, gradients);
            if (skip != null && skipLeaf != null) {
                skip.enter(skipLeaf, roots, gradients);
            }
            backward(roots, gradients);
            passage.hidden().take(hiddenLeaf);
            time.take(leaves.time());
            context.take(leaves.context());
            if (skip != null && skipLeaf != null) {
                skip.take(skipLeaf);
            }
        }
        passage.result().close();
        owned.remove(passage.result());
    }

    private static void backward(TensorVector roots, TensorVector gradients) {
        torch.backward(roots, gradients, new BoolOptional(), false, new TensorVector());
    }

    private void forget() {
        owned.forEach(Boundary::close);
        owned.clear();
        passages.clear();
    }

    @Override
    public void close() {
        forget();
        Scope.release(leaf);
    }
}
