package dev.styleseal.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.styleseal.tensor.Engine;
import dev.styleseal.tensor.Kernel;
import dev.styleseal.tensor.KernelCase;
import dev.styleseal.tensor.KernelPlan;
import dev.styleseal.tensor.Placement;
import dev.styleseal.tensor.RandomSource;
import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every kernel against the first one, which the reference tests hold to diffusers; forward and back. */
class KernelsTest {
    /** Of the largest value: rounding of sums of a few hundred products in float32. */
    private static final double BAR = 5e-6;

    private static Placement by(KernelCase one, Kernel kernel) {
        return Placement.REFERENCE.with(new KernelPlan(Map.of(one, kernel)));
    }

    @ParameterizedTest
    @CsvSource({"6,10,8,12,1", "32,16,4,4,2", "5,7,34,6,1", "3,4,2,2,3", "4,4,70,64,1"})
    void winogradConvolvesAsOneDnnDoes(int in, int out, int height, int width, int batch) {
        Engine.run(() -> {
            try (Scope scope = new Scope();
                    WeightForms forms = new WeightForms()) {
                RandomSource random = RandomSource.seeded(in + height);
                Tensor weight = random.normal(out, in, 3, 3);
                TensorOptional bias = new TensorOptional(random.normal(out));
                Tensor x = random.normal(batch, in, height, width);
                KernelCase here = KernelCase.convolution((long) batch * height * width, in, out);
                FrozenLayer direct = conv(weight, bias, 1, Placement.REFERENCE, forms);
                FrozenLayer winograd = conv(weight, bias, 1, by(here, Kernel.WINOGRAD), forms);
                requireSame(direct, winograd, x, BAR);
                assertThat(forms.points(weight).shape()).containsExactly(16, in, out);
            }
        });
    }

    @Test
    void pointsOfSmallAndLargeKernelsInTurnsShareOnePlace() {
        Engine.run(() -> {
            try (Scope scope = new Scope();
                    WeightForms forms = new WeightForms()) {
                RandomSource random = RandomSource.seeded(5);
                Tensor one = random.normal(1, 4, 8, 8).set_requires_grad(true);
                Tensor other = one.detach().clone().set_requires_grad(true);
                Tensor y = one;
                Tensor direct = other;
                int in = 4;
                for (int out : new int[] {3, 16, 2}) { // it grows, and is then larger than needed
                    Tensor weight = random.normal(out, in, 3, 3);
                    KernelCase here = KernelCase.convolution(64, in, out);
                    y = conv(weight, new TensorOptional(), 1, by(here, Kernel.WINOGRAD), forms)
                            .forward(y);
                    direct = conv(weight, new TensorOptional(), 1, Placement.REFERENCE, forms)
                            .forward(direct);
                    in = out;
                }
                assertThat(distance(y, direct)).isLessThanOrEqualTo(BAR);
                y.mul(y).sum().backward();
                direct.mul(direct).sum().backward();
                assertThat(distance(one.grad(), other.grad())).isLessThanOrEqualTo(3 * BAR); // of three layers
            }
        });
    }

    @ParameterizedTest
    @CsvSource({"1,8,12", "2,8,12", "2,9,7"})
    void storedKernelsGiveTheBitsOfConvertedOnes(int stride, int height, int width) {
        Engine.run(() -> {
            try (Scope scope = new Scope();
                    WeightForms forms = new WeightForms()) {
                RandomSource random = RandomSource.seeded(stride);
                Tensor stored = random.normal(6, 5, 3, 3).to(ScalarType.Half);
                TensorOptional bias = new TensorOptional(random.normal(6));
                Tensor x = random.normal(2, 5, height, width);
                requireSame(
                        conv(stored.to(ScalarType.Float), bias, stride, Placement.REFERENCE, forms),
                        conv(stored, bias, stride, Placement.REFERENCE, forms),
                        x,
                        0);
            }
        });
    }

    @Test
    void linearLayersGiveTheSameByEveryKernelAndHoweverTheyAreKept() {
        Engine.run(() -> {
            try (Scope scope = new Scope();
                    WeightForms forms = new WeightForms()) {
                RandomSource random = RandomSource.seeded(1);
                Tensor stored = random.normal(24, 16).to(ScalarType.Half);
                Tensor full = stored.to(ScalarType.Float);
                TensorOptional bias = new TensorOptional(random.normal(24));
                Tensor x = random.normal(2, 5, 16);
                FrozenLayer plain = new DenseLinear(full, bias, Placement.REFERENCE, forms);
                requireSame(plain, new DenseLinear(stored, bias, Placement.REFERENCE, forms), x, 0);
                Placement pointwise = by(KernelCase.linear(10, 16, 24), Kernel.POINTWISE);
                requireSame(plain, new DenseLinear(full, bias, pointwise, forms), x, BAR);
            }
        });
    }

    @Test
    void convertedMatricesShareThePlaceOfTheLargest() {
        Engine.run(() -> {
            try (Scope scope = new Scope();
                    WeightForms forms = new WeightForms()) {
                Tensor large = torch.randn(6, 5, 3, 3).to(ScalarType.Half).contiguous(torch.MemoryFormat.ChannelsLast);
                Tensor small = torch.randn(4, 3).to(ScalarType.Half);
                long place =
                        forms.converted(large, Placement.REFERENCE).data_ptr().address();
                Tensor converted = forms.converted(small, Placement.REFERENCE);
                assertThat(converted.data_ptr().address()).isEqualTo(place);
                assertThat(torch.equal(converted, small.to(ScalarType.Float))).isTrue();
                Tensor again = forms.converted(large, Placement.REFERENCE);
                assertThat(torch.equal(again, large.to(ScalarType.Float))).isTrue();
                assertThat(again.is_contiguous(torch.MemoryFormat.ChannelsLast)).isTrue();
            }
        });
    }

    @ParameterizedTest
    @CsvSource({"EXACT,40,7", "PLAIN,40,7", "CHUNKED,1100,9"})
    void attentionGivesTheSameByEveryKernel(Kernel kernel, int queries, int keys) {
        Engine.run(() -> {
            try (Scope scope = new Scope()) {
                RandomSource random = RandomSource.seeded(queries);
                Tensor q = random.normal(1, 2, queries, 8);
                Tensor k = random.normal(1, 2, keys, 8);
                Tensor expected = Attention.core(Placement.REFERENCE, q, k);
                Placement other = by(KernelCase.attention(queries, keys, 8), kernel);
                assertThat(distance(Attention.core(other, q, k), expected)).isLessThan(BAR);
            }
        });
    }

    @Test
    void memoryStaysFlatOverManyPasses() {
        Engine.run(() -> {
            try (Scope all = new Scope();
                    WeightForms forms = new WeightForms()) {
                Tensor weight = torch.randn(4, 4, 3, 3);
                TensorOptional bias = new TensorOptional(torch.zeros(4));
                FrozenLayer layer = conv(weight, bias, 1, by(KernelCase.convolution(64, 4, 4), Kernel.WINOGRAD), forms);
                Tensor x = torch.randn(1, 4, 8, 8).set_requires_grad(true);
                long after10 = 0;
                for (int pass = 0; pass < 200; pass++) {
                    try (Scope scope = new Scope()) {
                        layer.forward(x).sum().backward();
                    }
                    if (pass == 10) {
                        after10 = Pointer.totalCount();
                    }
                }
                assertThat(Pointer.totalCount()).isLessThanOrEqualTo(after10);
            }
        });
    }

    @Test
    void theWayBackKeepsNoGradientThatItHasPassed() {
        Engine.run(() -> {
            try (Scope all = new Scope();
                    WeightForms forms = new WeightForms()) {
                Tensor stored = torch.randn(4, 4).to(ScalarType.Half);
                FrozenLayer layer = new DenseLinear(stored, new TensorOptional(), Placement.REFERENCE, forms);
                Tensor y = torch.randn(2, 4).set_requires_grad(true);
                for (int i = 0; i < 50; i++) {
                    y = layer.forward(y);
                }
                Tensor sum = y.sum();
                long before = Pointer.totalCount();
                sum.backward();
                assertThat(Pointer.totalCount() - before).isLessThan(5);
            }
        });
    }

    private static FrozenLayer conv(
            Tensor weight, TensorOptional bias, int stride, Placement placement, WeightForms forms) {
        return new DenseConv2d(weight, bias, stride, 1, placement, forms);
    }

    private static void requireSame(FrozenLayer one, FrozenLayer other, Tensor x, double bar) {
        Tensor out = one.forward(x);
        Tensor gradient = torch.randn_like(out);
        try (NoGradGuard noGrad = new NoGradGuard()) {
            assertThat(distance(other.forward(x), out)).isLessThanOrEqualTo(bar);
        }
        assertThat(distance(gradient(other, x, gradient), gradient(one, x, gradient)))
                .isLessThanOrEqualTo(bar);
    }

    private static Tensor gradient(FrozenLayer layer, Tensor x, Tensor given) {
        Tensor leaf = x.detach().clone().set_requires_grad(true);
        layer.forward(leaf.mul(leaf)).mul(given).sum().backward();
        return leaf.grad().clone();
    }

    private static double distance(Tensor one, Tensor other) {
        float[] a = Tensors.floats(one);
        float[] b = Tensors.floats(other);
        double largest = 0;
        double difference = 0;
        assertThat(a).hasSameSizeAs(b);
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs(b[i]));
            difference = Math.max(difference, Math.abs(a[i] - b[i]));
        }
        return difference / largest;
    }
}
