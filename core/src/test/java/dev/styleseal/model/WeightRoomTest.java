package dev.styleseal.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.styleseal.checkpoint.Component;
import dev.styleseal.tensor.Placement;
import dev.styleseal.tensor.Weights;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** How the matrices of a UNet are kept where nothing was said. */
class WeightRoomTest {
    private static final Path HALVES = Path.of("../models/emoji");
    private static final long GB = 1_000_000_000;

    @Test
    void theyStayIn16BitsWhereFloat32WouldTakeMoreThanHalfOfTheMemory() {
        WeightRoom xl = new WeightRoom(Weights.AUTO, 10 * GB, 16 * GB);
        assertThat(xl.choice()).isEqualTo(Weights.STORED);
        assertThat(xl.remark().orElseThrow().text())
                .startsWith(
                        "The matrices of the base stay in 16 bits as in its files: in float32 they would take 10.0 GB of the 16.0 GB");
        WeightRoom roomy = new WeightRoom(Weights.AUTO, 10 * GB, 24 * GB);
        assertThat(roomy.choice()).isEqualTo(Weights.FULL);
        assertThat(roomy.remark()).isEmpty();
    }

    @Test
    void whatWasSaidIsDone() {
        for (Weights wish : new Weights[] {Weights.FULL, Weights.STORED}) {
            WeightRoom room = new WeightRoom(wish, 10 * GB, 16 * GB);
            assertThat(room.choice()).isEqualTo(wish);
            assertThat(room.remark()).isEmpty();
        }
    }

    @Test
    void theBytesAreThoseOfThe16BitMatricesInFloat32() {
        Part unet = BaseParts.find(HALVES, BaseOptions.NONE).network(Component.UNET);
        long bytes = WeightRoom.on(Placement.REFERENCE, unet).bytes();
        try (ComponentWeights read = ComponentWeights.read(unet, Placement.REFERENCE)) {
            long matrices = read.tensors().values().stream()
                    .filter(tensor -> tensor.dim() > 1)
                    .mapToLong(tensor -> tensor.numel() * Float.BYTES)
                    .sum();
            assertThat(bytes).isEqualTo(matrices).isPositive();
        }
        assertThat(WeightRoom.on(Placement.REFERENCE.keeping(Weights.STORED), unet)
                        .bytes())
                .as("where it was said")
                .isZero();
    }

    @Test
    void aSmallBaseIsKeptInFloat32() {
        try (StableDiffusion model = StableDiffusion.open(HALVES, Placement.REFERENCE)) {
            assertThat(model.placement().weights()).isEqualTo(Weights.FULL);
            assertThat(model.remarks()).isEmpty();
        }
    }
}
