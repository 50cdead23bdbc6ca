package dev.styleseal.tensor;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import dev.styleseal.error.Nearest;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Where networks compute and in which precision. Noise, schedules and whatever goes in and out of a network stay in
 * float32 on the CPU, so that the same seed means the same noise on every device.
 *
 * @param device {@code cpu}, {@code cuda:0}, {@code mps}, as libtorch writes them
 * @param deviceReason why there, for people
 * @param precision of the matrix products of UNet and text encoders; norms, softmax, loss, adapters and the VAE stay in
 *     float32
 * @param precisionReason why so, for people
 * @param provisional whether the precision is only one to begin with, which a training may change for what it measures
 * @param weights how matrices are kept
 * @param kernels how large operations are carried out
 */
public record Placement(
        String device,
        Message deviceReason,
        Precision precision,
        Message precisionReason,
        boolean provisional,
        Weights weights,
        KernelPlan kernels) {
    private static final String AUTO = "auto";
    private static final String CPU = "cpu";
    private static final String CUDA = "cuda";
    private static final String MPS = "mps";

    /** The numbers of the reference: float32 on the CPU. */
    public static final Placement REFERENCE = plain(CPU, asked(), Precision.FLOAT32, asked());

    /**
     * Takes what was asked for, or what suits this machine. Loads libtorch.
     *
     * @param device auto, cpu, cuda, cuda:N or mps
     * @param precision auto, float32, bf16 or fp16
     * @throws BadInput if there is no such device here, or a name is wrong
     */
    public static Placement choose(String device, String precision) {
        requireOne("--device", device.replaceFirst("^cuda:\\d{1,2}$", CUDA), List.of(AUTO, CPU, CUDA, MPS));
        requireOne("--precision", precision, precisions());
        return Engine.call(() -> {
            Placement there = device.equals(AUTO) ? best() : on(present(device), asked());
            return precision.equals(AUTO) ? there : there.in(Precision.named(precision), asked());
        });
    }

    /** A device in the precision that suits it. */
    private static Placement on(String device, Message reason) {
        boolean isCuda = device.startsWith(CUDA);
        Placement there = plain(
                device,
                reason,
                isCuda ? Precision.BF16 : Precision.FLOAT32,
                isCuda
                        ? Message.of("fast there, and cannot overflow")
                        : Message.of("gives the numbers of the reference"));
        return new Placement(
                there.device,
                there.deviceReason,
                there.precision,
                there.precisionReason,
                there.isCpu(),
                there.weights,
                there.kernels);
    }

    private static Placement plain(String device, Message deviceReason, Precision precision, Message precisionReason) {
        return new Placement(device, deviceReason, precision, precisionReason, false, Weights.AUTO, KernelPlan.FIXED);
    }

    /** This placement in a precision that stays. */
    public Placement in(Precision other, Message reason) {
        return new Placement(device, deviceReason, other, reason, false, weights, kernels);
    }

    /**
     * This placement with matrices kept otherwise.
     *
     * @param wish auto, full or stored
     * @throws BadInput if the name is wrong
     */
    public Placement keeping(String wish) {
        requireOne(
                "--base-weights",
                wish,
                Arrays.stream(Weights.values()).map(Weights::label).toList());
        return keeping(Weights.named(wish));
    }

    /** This placement with matrices kept otherwise. */
    public Placement keeping(Weights other) {
        return new Placement(device, deviceReason, precision, precisionReason, provisional, other, kernels);
    }

    /** Whether 16-bit matrices stay as a file has them. */
    public boolean keepsStored() {
        return weights == Weights.STORED;
    }

    /** This placement with large operations carried out by another plan. */
    public Placement with(KernelPlan plan) {
        return new Placement(device, deviceReason, precision, precisionReason, provisional, weights, plan);
    }

    /** Whether it is this machine's processor. */
    public boolean isCpu() {
        return device.equals(CPU);
    }

    private static Placement best() {
        if (cudaDevices() > 0) {
            return on(CUDA + ":0", Message.of("the first NVIDIA card"));
        }
        return torch.hasMPS()
                ? on(MPS, Message.of("the graphics of this Mac"))
                : on(CPU, Message.of("there is no other device"));
    }

    private static Message asked() {
        return Message.of("as asked");
    }

    private static List<String> precisions() {
        return Stream.concat(Stream.of(AUTO), Arrays.stream(Precision.values()).map(Precision::label))
                .toList();
    }

    private static void requireOne(String option, String value, List<String> valid) {
        if (!valid.contains(value)) {
            throw new BadInput(
                    "{0} is {1}. Expected one of {2}. Did you mean {3}?",
                    option, value, String.join(", ", valid), Nearest.to(value, valid));
        }
    }

    private static String present(String device) {
        if (device.startsWith(CUDA)) {
            int index = device.equals(CUDA) ? 0 : Integer.parseInt(device.substring(CUDA.length() + 1));
            if (index >= cudaDevices()) {
                throw new BadInput(
                        "There is no device {0} here; libtorch sees {1} CUDA devices. Expected an NVIDIA card, its driver, CUDA 13 with cuDNN, and a build with -Dcuda. Use --device auto to take what is there.",
                        device, cudaDevices());
            }
            return CUDA + ":" + index;
        }
        if (device.startsWith(MPS) && !torch.hasMPS()) {
            throw new BadInput(
                    "There is no device {0} here. Expected a Mac with an Apple chip. Use --device auto to take what is there.",
                    device);
        }
        return device.startsWith(MPS) ? MPS : CPU;
    }

    private static int cudaDevices() {
        return torch.cuda_is_available() ? torch.cuda_device_count() : 0;
    }

    /** This placement in float32, for networks that 16 bits harm, such as the VAE of SDXL. */
    public Placement inFloat32() {
        return in(Precision.FLOAT32, precisionReason);
    }

    /** A tensor on this device, of its own type, in the scope open at the call. */
    public Tensor enter(Tensor tensor) {
        return tensor.to(new Device(device), tensor.scalar_type());
    }

    /** A tensor on this device in the type that products are computed in, in the scope open at the call. */
    public Tensor enterAsMatrix(Tensor tensor) {
        return tensor.to(new Device(device), precision.type());
    }

    /**
     * A matrix of a base on this device as it is kept, in the scope open at the call. On the CPU kernels of convolutions lie
     * channels last, as their products want them.
     */
    public Tensor enterToStay(Tensor matrix) {
        ScalarType stored = matrix.scalar_type().intern();
        boolean asStored = keepsStored()
                && precision == Precision.FLOAT32
                && (stored == ScalarType.Half || stored == ScalarType.BFloat16);
        Tensor entered = asStored ? enter(matrix) : enterAsMatrix(matrix);
        boolean isKernel = isCpu() && matrix.dim() == 4 && matrix.size(2) > 1;
        return isKernel ? entered.contiguous(torch.MemoryFormat.ChannelsLast) : entered;
    }

    /** A matrix that was kept, in the type that products are computed in, in the scope open at the call. */
    public Tensor forProduct(Tensor matrix) {
        return matrix.to(precision.type());
    }

    /** A place for a matrix of so many numbers in the type that products are computed in, in the scope open at the call. */
    public Tensor roomForProducts(long numbers) {
        return enterAsMatrix(torch.empty(numbers));
    }

    /** A weight of any origin in the type of its own products: float32 where all is, else its own type. */
    public Tensor forUse(Tensor weight) {
        return precision == Precision.FLOAT32 ? weight.to(precision.type()) : weight;
    }

    /** Whether a matrix is kept in the type that products are computed in. */
    public boolean isReady(Tensor matrix) {
        return matrix.scalar_type().intern() == precision.type();
    }

    /** Pixels [B, C, H, W] on this device in the order that suits it: channels last on the CPU. */
    public Tensor enterPixels(Tensor pixels) {
        Tensor entered = enter(pixels);
        return isCpu() ? entered.contiguous(torch.MemoryFormat.ChannelsLast) : entered;
    }

    /**
     * A tensor in float32 on the CPU, in the scope open at the call. It is contiguous, so that the order in which its gradient
     * lies, and with it that of sums over it, does not depend on who computes the loss.
     */
    public static Tensor leave(Tensor tensor) {
        return tensor.to(new Device(CPU), ScalarType.Float).contiguous();
    }

    /** Device, precision and the reason for them, threads and matrix library, one line for people. Loads libtorch. */
    public Message description() {
        return Message.of(
                "libtorch on {0} ({1}), {2} {2|thread|threads}, {3}, {4} ({5})",
                device.startsWith(CPU) ? Message.of("the CPU") : device,
                deviceReason,
                Engine.threads(),
                MatrixLibrary.inForce(),
                precision.label(),
                precisionReason);
    }
}
