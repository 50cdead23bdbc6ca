package dev.styleseal.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.styleseal.error.BadInput;
import dev.styleseal.file.Seal;
import dev.styleseal.file.SealMetadata;
import dev.styleseal.lora.LoraModule;
import dev.styleseal.weights.HostTensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlockWeightsTest {
    private static final String DOWN = "unet.down_blocks.1.attentions.0.proj_in";
    private static final String MID = "unet.mid_block.resnets.1.conv1";
    private static final String UP = "unet.up_blocks.12.upsamplers.0.conv";
    private static final String TEXT = "text_encoder.text_model.encoder.layers.0.mlp.fc1";
    private static final String TEXT_2 = "text_encoder_2.text_model.encoder.layers.0.mlp.fc1";

    @Test
    void theSmallestPartThatHoldsALayerDecides() {
        BlockWeights weights = BlockWeights.parse("unet=0.9, down=0.5,down.1.0=0.25,mid=-1,text=0.5,text.2=0");
        assertThat(weights.of(DOWN)).isEqualTo(0.25);
        assertThat(weights.of(DOWN.replace("attentions.0", "resnets.1"))).isEqualTo(0.5);
        assertThat(weights.of(DOWN.replace("blocks.1", "blocks.11"))).isEqualTo(0.5);
        assertThat(weights.of(MID)).isEqualTo(-1);
        assertThat(weights.of(UP)).isEqualTo(0.9);
        assertThat(weights.of("unet.conv_in")).isEqualTo(0.9);
        assertThat(weights.of(TEXT)).isEqualTo(0.5);
        assertThat(weights.of(TEXT_2)).isEqualTo(0);
        assertThat(BlockWeights.parse("up.12=2").of(UP)).isEqualTo(2);
        assertThat(BlockWeights.parse("up.1=2").of(UP)).isEqualTo(1);
        assertThat(BlockWeights.none().of(TEXT)).isEqualTo(1);
    }

    @Test
    void theyAreWrittenAsTheyAreRead() {
        assertThat(BlockWeights.parse("up.1=0.50,down=1")).hasToString("down=1,up.1=0.5");
        assertThat(BlockWeights.none()).hasToString("");
    }

    @Test
    void whatCannotBeMeantIsRefused() {
        assertRefused("left=1", "no part left", "text, unet, down, mid or up");
        assertRefused("mid.0=1", "no part mid.0");
        assertRefused("down.1.0.2=1", "no part down.1.0.2");
        assertRefused("down", "hold \"down\"", "part=number");
        assertRefused("down=half", "hold \"down=half\"");
        assertRefused("down=1,down=2", "name down twice");
        assertRefused("down=NaN", "The weight of down is", "-100 to 100");
        assertRefused("down=101", "The weight of down is");
        assertRefused("", "part=number");
    }

    private static void assertRefused(String text, String... words) {
        assertThatThrownBy(() -> BlockWeights.parse(text))
                .isInstanceOf(BadInput.class)
                .hasMessageContainingAll(words);
    }

    @Test
    void partsInWhichTheSealHasNothingAreRefused() {
        HostTensor one = HostTensor.of(new float[] {1}, 1, 1);
        Seal seal = Seal.of(List.of(new LoraModule(DOWN, one, one, 1)), SealMetadata.none());
        assertThatThrownBy(() -> new WornSeal("fox", seal, 1, BlockWeights.parse("text=0,down=1"), ""))
                .isInstanceOf(BadInput.class)
                .hasMessageContainingAll("Seal fox has nothing in text", "down, down.1, down.1.0, unet");
        assertThat(new WornSeal("fox", seal, 0.5, BlockWeights.parse("down.1=0.5"), "").weight(DOWN))
                .isEqualTo(0.25);
    }
}
