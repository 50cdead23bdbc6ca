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
 * @param precision of the matrix products of UNet and text encoders; norms, softmax, loss, adapters and the VAE stay in
 *     float32
 * @param reason why these were taken, for people
 */
public record Placement(String device, Precision precision, Message reason) {
    private static final String AUTO = "auto";
    private static final String CPU = "cpu";
    private static final String CUDA = "cuda";
    private static final String MPS = "mps";

    /** The numbers of the reference: float32 on the CPU. */
    public static final Placement REFERENCE =
            new Placement(CPU, Precision.FLOAT32, Message.of("the numbers of the reference"));

    /**
     * Takes what was asked for, or what suits this machine. Loads libtorch.
     *
     * @param device auto, cpu, cuda, cuda:N or mps
     * @param precision auto, float32, bf16 or fp16
     * @throws BadInput if there is no such device here, or a name is wrong
     */
    public static Placement choose(String device, String precision) {
        requireOne("--device", device.replaceFirst(":\\d{1,2}$", ""), List.of(AUTO, CPU, CUDA, MPS));
        requireOne("--precision", precision, precisions());
        return Engine.call(() -> {
            String chosen = device.equals(AUTO) ? best() : present(device);
            return precision.equals(AUTO)
                    ? automatic(chosen, device.equals(AUTO))
                    : new Placement(chosen, Precision.named(precision), Message.of("as asked"));
        });
    }

    private static Placement automatic(String device, boolean found) {
        if (device.startsWith(CUDA)) {
            return new Placement(device, Precision.BF16, Message.of("bf16 is fast there and cannot overflow"));
        }
        return new Placement(
                device,
                Precision.FLOAT32,
                device.equals(CPU) && found
                        ? Message.of("there is no other device, and float32 gives the numbers of the reference")
                        : Message.of("float32 gives the numbers of the reference"));
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

    private static String best() {
        if (cudaDevices() > 0) {
            return CUDA + ":0";
        }
        return torch.hasMPS() ? MPS : CPU;
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
        return new Placement(device, Precision.FLOAT32, reason);
    }

    /** A tensor on this device, of its own type, in the scope open at the call. */
    public Tensor enter(Tensor tensor) {
        return tensor.to(new Device(device), tensor.scalar_type());
    }

    /** A tensor on this device in the type that matrices are kept in, in the scope open at the call. */
    public Tensor enterAsMatrix(Tensor tensor) {
        return tensor.to(new Device(device), precision.type());
    }

    /** A tensor in float32 on the CPU, in the scope open at the call. */
    public static Tensor leave(Tensor tensor) {
        return tensor.to(new Device(CPU), ScalarType.Float);
    }

    /** Device, precision and the reason for them, threads and matrix library, one line for people. Loads libtorch. */
    public Message description() {
        return Message.of(
                "libtorch on {0}, {1} threads, {2}, {3} ({4})",
                device.startsWith(CPU) ? Message.of("the CPU") : device,
                Engine.threads(),
                NativeSettings.blas(),
                precision.label(),
                reason);
    }
}
