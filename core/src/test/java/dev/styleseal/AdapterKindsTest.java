package dev.styleseal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.styleseal.error.BadInput;
import dev.styleseal.file.Seal;
import dev.styleseal.file.SealFormat;
import dev.styleseal.generate.BlockWeights;
import dev.styleseal.generate.WornSeal;
import dev.styleseal.image.RgbImage;
import dev.styleseal.lora.LoraModule;
import dev.styleseal.run.Plan;
import dev.styleseal.run.Setting;
import dev.styleseal.weights.DType;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trainings of adapters that are more than plain LoRA on projections, on the small reference model. */
class AdapterKindsTest {
    private static final String CONV = "unet.down_blocks.0.resnets.0.conv1";
    private static final String QUERY = "unet.down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_q";
    private static BaseModel model;

    @TempDir
    private Path folder;

    @BeforeAll
    static void open() {
        model = BaseModel.open(Reference.folder("sd1/model"));
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static FineTuning training() {
        return FineTuning.on(model)
                .pictures(Path.of("../samples/fluent/train"))
                .steps(2)
                .with(Setting.BATCH, 1)
                .with(Setting.RANK, 4);
    }

    private static LoraModule module(Seal seal, String path) {
        return Objects.requireNonNull(seal.loras().get(path), path);
    }

    @Test
    void convolutionsLearnWithARankOfTheirOwn() {
        FineTuning training = training().with(Setting.CONV_RANK, "2").with(Setting.CONV_ALPHA, "1");
        Plan plan = training.plan();
        assertThat(plan.settings().text(Setting.TARGETS)).isEqualTo("all+conv");
        assertThat(plan.reasons().get(Setting.TARGETS)).asString().contains("a rank for convolutions");
        Seal seal = training.run();
        assertThat(module(seal, CONV).down().shape().subList(2, 4)).containsExactly(3L, 3L);
        assertThat(module(seal, CONV).rank()).isEqualTo(2);
        assertThat(module(seal, CONV).alpha()).isEqualTo(1);
        assertThat(module(seal, QUERY).rank()).isEqualTo(4);
        assertThat(learnt(seal, CONV)).isTrue();
        assertThat(seal.loras()).containsKey("unet.down_blocks.0.downsamplers.0.conv");
        assertThat(seal.metadata().text("ss_network_args").orElseThrow())
                .contains("\"conv_dim\":\"2\"", "\"conv_alpha\":\"1.0\"");
        savesInEveryFormat(seal);
    }

    private static boolean learnt(Seal seal, String path) {
        for (float value : module(seal, path).up().values()) {
            if (value != 0) {
                return true;
            }
        }
        return false;
    }

    private void savesInEveryFormat(Seal seal) {
        for (SealFormat format : SealFormat.values()) {
            Path file = folder.resolve("seal" + format.ending());
            seal.save(file, format, DType.F32);
            Seal back = Seal.open(file);
            assertThat(back.loras().keySet()).isEqualTo(seal.loras().keySet());
            assertThat(back.metadata().text("ss_network_args"))
                    .isEqualTo(seal.metadata().text("ss_network_args"));
        }
    }

    @Test
    void doraLearnsLengthsOfEveryLayer() {
        Seal seal = training()
                .with(Setting.DORA, true)
                .with(Setting.TARGETS, "full")
                .run();
        assertThat(seal.loras().values())
                .allSatisfy(module -> assertThat(module.magnitude()).isPresent());
        assertThat(seal.loras()).containsKeys("unet.conv_in", "unet.conv_out", "unet.time_embedding.linear_1");
        Path file = folder.resolve("dora.safetensors");
        seal.save(file);
        assertThat(Seal.open(file).metadata().text("ss_network_module")).contains("lycoris.kohya");
        assertThat(seal.metadata().text("ss_network_args").orElseThrow()).contains("\"dora_wd\":\"True\"");
        savesInEveryFormat(seal);
    }

    @Test
    void rankStabilisedAlphaIsWrittenTimesTheRootOfTheRank() {
        Seal seal = training()
                .with(Setting.RANK_STABILISED, true)
                .with(Setting.ALPHA, 3)
                .run();
        assertThat(seal.loras().values())
                .allSatisfy(module -> assertThat(module.alpha()).isEqualTo(6));
        assertThat(seal.metadata().text("ss_network_args").orElseThrow()).contains("\"rs_lora\":\"True\"");
        savesInEveryFormat(seal);
    }

    @Test
    void someLayersHaveRanksAndAlphasOfTheirOwn() {
        Seal seal = training()
                .with(Setting.ALPHA, 2)
                .with(Setting.RANK_OF, "attn1.to_q=8, to_k=2")
                .with(Setting.ALPHA_OF, "to_k=5,to_v=1")
                .run();
        assertThat(module(seal, QUERY).rank()).isEqualTo(8);
        assertThat(module(seal, QUERY).alpha()).isEqualTo(4);
        assertThat(module(seal, QUERY.replace("to_q", "to_k")).rank()).isEqualTo(2);
        assertThat(module(seal, QUERY.replace("to_q", "to_k")).alpha()).isEqualTo(5);
        assertThat(module(seal, QUERY.replace("to_q", "to_v")).rank()).isEqualTo(4);
        assertThat(module(seal, QUERY.replace("to_q", "to_v")).alpha()).isEqualTo(1);
        assertThat(module(seal, QUERY.replace("attn1", "attn2")).rank()).isEqualTo(4);
        assertThat(seal.metadata().text("ss_network_args").orElseThrow()).contains("rank_of.attn1.to_q");
        savesInEveryFormat(seal);
    }

    @Test
    void feedingTheSettingsBackGivesTheSamePlan() {
        Plan plan = training()
                .with(Setting.DORA, true)
                .with(Setting.CONV_RANK, 2)
                .with(Setting.RANK_OF, "to_q=8")
                .plan();
        FineTuning again = FineTuning.on(model).pictures(Path.of("../samples/fluent/train"));
        plan.settings().values().forEach(again::with);
        assertThat(again.plan().config()).isEqualTo(plan.config());
        assertThat(again.plan().settings().values()).isEqualTo(plan.settings().values());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            CONV_RANK   | many        | --conv-rank is "many", in which many is not a whole number
            CONV_RANK   | 0           | Rank is 0. Expected 1 to
            CONV_ALPHA  | x           | --conv-alpha is "x", in which x is not a number
            CONV_ALPHA  | -1          | Alpha is -1
            RANK_OF     | to_q        | --rank-of is "to_q". Expected ends of names with a number each
            RANK_OF     | =4          | --rank-of is "=4"
            RANK_OF     | to_q=a      | --rank-of is "to_q=a", in which a is not a whole number
            RANK_OF     | to_q=1,to_q=2 | names to_q twice
            ALPHA_OF    | to_q=0      | Alpha is 0
            ALPHA_OF    | to_x=1      | but no layer that learns is called so. Expected ends of names such as
            CONV_ALPHA  | 2           | the targets all hold none. Expected targets with convolutions, such as all+conv. Correct --targets, or leave out --conv-rank and --conv-alpha
            TARGETS     | to_x        | Targets [to_x] match no layer of this model
            TARGETS     | ,           | Expected attention, attention+ff, all, all+conv, full, or ends of names
            """)
    void whatCannotBeMeantIsRefused(Setting setting, String value, String message) {
        assertThatThrownBy(() -> training().with(setting, value).run())
                .isInstanceOf(BadInput.class)
                .hasMessageContaining(message);
    }

    @Test
    void aDoraWornWithWeightZeroIsTheBaseAndBlocksAreWornApart() {
        Seal seal = training()
                .with(Setting.DORA, true)
                .with(Setting.LEARNING_RATE, 0.02)
                .with(Setting.WARMUP, 0)
                .run();
        RgbImage bare = paint(List.of());
        assertThat(paint(List.of(new WornSeal("dora", seal, 0, "")))).isEqualTo(bare);
        assertThat(paint(List.of(new WornSeal("dora", seal, 1, BlockWeights.parse("unet=0"), ""))))
                .isEqualTo(bare);
        RgbImage worn = paint(List.of(new WornSeal("dora", seal, 1, "")));
        assertThat(worn).isNotEqualTo(bare);
        assertThat(paint(List.of(new WornSeal("dora", seal, 1, BlockWeights.parse("down=0"), ""))))
                .isNotEqualTo(bare)
                .isNotEqualTo(worn);
    }

    private static RgbImage paint(List<WornSeal> seals) {
        TextToImage painter = TextToImage.with(model).prompt("a fox").steps(2).seed(3);
        seals.forEach(painter::seal);
        return painter.run().get(0).picture();
    }

    @Test
    void picturesSayWhichBlocksWereWornHow() {
        Seal seal = training().run();
        TextToImage painter = TextToImage.with(model)
                .prompt("a fox")
                .steps(1)
                .seal(new WornSeal("fox", seal, 0.8, BlockWeights.parse("up=0.5,down=0"), ""));
        assertThat(painter.run().get(0).parameters()).contains("<lora:fox:0.8>", "Lora blocks: \"fox: down=0,up=0.5\"");
    }
}
