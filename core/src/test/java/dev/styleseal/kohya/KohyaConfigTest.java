package dev.styleseal.kohya;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import dev.styleseal.run.RunKey;
import dev.styleseal.run.Setting;
import dev.styleseal.run.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files as tutorials and graphical tools give them. What kohya does with them is in train_network.py and train_util.py. */
class KohyaConfigTest {
    @TempDir
    private Path folder;

    @Test
    void filesOfANotebookAreOneRun() throws IOException {
        Path pictures = pictures("img", 7);
        copy("colab_dataset_config.toml", pictures);
        Imported imported = KohyaConfig.read(copy("colab_training_config.toml", pictures));
        Settings settings = imported.description().settings();
        assertThat(settings.whole(Setting.RANK)).isEqualTo(16);
        assertThat(settings.number(Setting.ALPHA)).isEqualTo(8);
        assertThat(settings.text(Setting.CONV_RANK)).isEqualTo("8");
        assertThat(settings.text(Setting.CONV_ALPHA)).isEqualTo("4");
        assertThat(settings.text(Setting.TARGETS)).isEqualTo("all+conv");
        assertThat(settings.number(Setting.LEARNING_RATE)).isEqualTo(5e-4);
        assertThat(settings.number(Setting.TEXT_LEARNING_RATE)).isEqualTo(1e-4);
        assertThat(settings.number(Setting.WEIGHT_DECAY)).isEqualTo(0.1);
        assertThat(settings.text(Setting.SCHEDULE)).isEqualTo("cosine");
        assertThat(settings.whole(Setting.BATCH)).isEqualTo(2);
        assertThat(settings.whole(Setting.STEPS)).isEqualTo(350); // 7 x 10 / 2 = 35 an epoch
        assertThat(settings.whole(Setting.WARMUP)).isEqualTo(17);
        assertThat(settings.whole(Setting.CLIP_SKIP)).isEqualTo(2);
        assertThat(settings.text(Setting.MIN_SNR)).isEqualTo("5");
        assertThat(settings.text(Setting.SIZE)).isEqualTo("512");
        assertThat(settings.flag(Setting.FLIP)).isTrue();
        assertThat(settings.flag(Setting.TRAIN_TEXT)).isTrue();
        assertThat(settings.text(Setting.PRECISION)).isEqualTo("auto");
        assertThat(imported.description().text(RunKey.PICTURES)).contains(pictures.toString());
        assertThat(imported.description().text(RunKey.CAPTION)).contains("sneaker shoe");
        assertThat(imported.description().text(RunKey.NAME)).contains("sneaker");
        assertThat(imported.description().whole(RunKey.CHECKPOINT_EVERY, 0)).isEqualTo(35);
        assertThat(imported.description().whole(RunKey.KEEP_CHECKPOINTS, 0)).isEqualTo(10);
        assertThat(lines(imported.taken()))
                .contains(
                        "network_dim = 16 -> rank = 16",
                        "conv_dim = 8 -> conv-rank = 8",
                        "network_module = \"networks.lora\": so it is here",
                        "caption_dropout_rate is not there; kohya's default 0.0 -> caption-dropout = 0.0",
                        "network_train_unet_only is not there; kohya's default false -> train-text = true",
                        "dataset_config = \"colab_dataset_config.toml\": so it is here",
                        "weighted_captions = false: so it is here");
        assertThat(lines(imported.changed()))
                .contains(
                        "max_train_epochs = 10 -> steps = 350: 7 pictures x 10 repeats / 2 a pass / 1 passes a step = 35 steps an epoch",
                        "lr_warmup_steps = 0.05 -> warmup = 17: a number below 1 is a share of the 350 steps",
                        "lr_scheduler = \"cosine_with_restarts\" -> schedule = cosine: the rate falls once here and does not rise again")
                .anyMatch(line -> line.startsWith("mixed_precision = \"fp16\" -> precision = auto: gradients leave"))
                .anyMatch(
                        line -> line.startsWith("optimizer_type = \"AdamW8bit\": AdamW keeps its moments in 32 bits"));
        assertThat(lines(imported.left()))
                .anyMatch(line -> line.startsWith("betas = [0.9,0.99]: "))
                .anyMatch(line ->
                        line.startsWith("shuffle_caption = true, keep_tokens = 1: captions are learned as they stand"))
                .anyMatch(
                        line -> line.startsWith(
                                "enable_bucket = true, bucket_reso_steps = 64, min_bucket_reso = 256, max_bucket_reso = 1024: every"))
                .anyMatch(line -> line.startsWith("max_token_length = 225: captions are read up to 75 tokens"))
                .anyMatch(line -> line.startsWith("output_dir = \"/content"))
                .anyMatch(line ->
                        line.startsWith("xformers = true, lowram = true, max_data_loader_n_workers = 8, persistent"));
    }

    @Test
    void fileOfAGraphicalToolIsReadWithItsNumberedFolder() throws IOException {
        Path parent = folder.resolve("img");
        pictures("img/10_zxc sneaker", 3);
        Files.createDirectories(parent.resolve("log"));
        copy("gui_prompts.txt", parent);
        Imported imported = KohyaConfig.read(copy("gui_config.toml", parent));
        Settings settings = imported.description().settings();
        assertThat(settings.text(Setting.SIZE)).isEqualTo("512x768");
        assertThat(settings.text(Setting.PRECISION)).isEqualTo("bf16");
        assertThat(settings.text(Setting.GRADIENT_CHECKPOINTING)).isEqualTo("on");
        assertThat(settings.whole(Setting.WARMUP)).isEqualTo(160);
        assertThat(settings.has(Setting.LEARNING_RATE))
                .as("Prodigy's rate of 1")
                .isFalse();
        assertThat(settings.has(Setting.TEXT_LEARNING_RATE)).isFalse();
        assertThat(settings.has(Setting.WEIGHT_DECAY)).isFalse();
        assertThat(imported.description().text(RunKey.PICTURES))
                .contains(parent.resolve("10_zxc sneaker").toString());
        assertThat(imported.description().text(RunKey.CAPTION)).contains("zxc sneaker");
        assertThat(imported.description().whole(RunKey.CHECKPOINT_EVERY, 0)).isEqualTo(30);
        assertThat(imported.description().whole(RunKey.PREVIEW_EVERY, 0)).isEqualTo(100);
        assertThat(imported.description().texts(RunKey.PREVIEW_PROMPT))
                .containsExactly("zxc sneaker on a beach", "a red sneaker, -- side view");
        assertThat(imported.description().order()).doesNotContainKey(RunKey.VAE);
        assertThat(lines(imported.taken()))
                .contains("10_zxc sneaker -> caption = zxc sneaker", "vae = \"\": so it is here");
        assertThat(lines(imported.left()))
                .contains(
                        "network_module = \"lycoris.kohya\": a plain LoRA of the same rank is trained in its place",
                        "algo = lokr: a plain LoRA of the same rank is trained in its place",
                        "optimizer_type = \"Prodigy\": there is AdamW alone here; it learns in its place, at the rate of the recipe",
                        "unet_lr = 1: a rate for another optimizer says nothing of AdamW's; that of the recipe is taken",
                        "huggingface_token = ***: nothing is uploaded")
                .anyMatch(line -> line.startsWith("reg_data_dir = \"/home/ada/reg\": no regularisation pictures"))
                .anyMatch(line -> line.startsWith("multires_noise_iterations = 6: noise is plain here"))
                .anyMatch(line -> line.startsWith("the folder ") && line.contains("log: its name does not begin"))
                .noneMatch(line -> line.contains("hf_secret"));
    }

    @Test
    void kohyasDefaultsCountWhereAFileIsSilent() throws IOException {
        Imported imported = read("pretrained_model_name_or_path = \"base\"\n");
        Settings settings = imported.description().settings();
        assertThat(settings.whole(Setting.RANK)).isEqualTo(4);
        assertThat(settings.number(Setting.ALPHA)).isEqualTo(1);
        assertThat(settings.whole(Setting.STEPS)).isEqualTo(1600);
        assertThat(settings.number(Setting.LEARNING_RATE)).isEqualTo(2e-6);
        assertThat(settings.number(Setting.TEXT_LEARNING_RATE)).isEqualTo(2e-6);
        assertThat(settings.text(Setting.SCHEDULE)).isEqualTo("constant");
        assertThat(settings.whole(Setting.WARMUP)).isZero();
        assertThat(settings.text(Setting.MIN_SNR)).isEqualTo("none");
        assertThat(settings.number(Setting.CAPTION_DROPOUT)).isZero();
        assertThat(settings.flag(Setting.TRAIN_TEXT)).isTrue();
        assertThat(settings.text(Setting.PRECISION)).isEqualTo("float32");
        assertThat(imported.description().text(RunKey.SAVE_PRECISION)).contains("fp32");
        assertThat(imported.description().text(RunKey.HELD_OUT)).contains("none");
        assertThat(lines(imported.left()))
                .anyMatch(line -> line.startsWith("caption_extension is not there; kohya's default .caption: "));
    }

    @Test
    void fileOfPicturesAloneLeavesTheRestToTheRecipe() throws IOException {
        Path pictures = pictures("img", 2);
        Imported imported = KohyaConfig.read(copy("colab_dataset_config.toml", pictures));
        assertThat(imported.description().settings().values()).containsOnlyKeys(Setting.SIZE, Setting.FLIP);
        assertThat(lines(imported.changed())).anyMatch(line -> line.contains("tells of pictures alone"));
    }

    @Test
    void whatIsSaidOfOneFolderWinsOverWhatIsSaidOfAll() throws IOException {
        Imported imported = read("""
                        [general]
                        flip_aug = false
                        resolution = 512
                        [[datasets]]
                        resolution = [768, 640]
                        [[datasets.subsets]]
                        image_dir = "a"
                        flip_aug = true
                        [[datasets.subsets]]
                        image_dir = "reg"
                        is_reg = true
                        """);
        assertThat(imported.description().settings().flag(Setting.FLIP)).isTrue();
        assertThat(imported.description().settings().text(Setting.SIZE)).isEqualTo("768x640");
        assertThat(lines(imported.changed()))
                .contains("flip_aug is said twice, false and true; as for kohya, the nearer one counts: true")
                .anyMatch(line -> line.startsWith("image_dir = \"reg\": no regularisation pictures"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    network_train_unet_only = true | train-text | false
                    text_encoder_lr = 0            | train-text | false
                    text_encoder_lr = [1e-5, 2e-5] | text-learning-rate | 1.0E-5
                    learning_rate = 1e-4           | text-learning-rate | 1.0E-4
                    network_alpha = 0              | alpha | 4.0
                    max_grad_norm = 0              | max-grad-norm | none
                    v_parameterization = true      | prediction | v
                    lr_scheduler = "polynomial"    | schedule | linear
                    network_dim = 32.0             | rank | 32
                    network_args = ["conv_dim=4"]  | conv-alpha | 1
                    network_args = ["dora_wd=True"]| dora | true
                    min_snr_gamma = 0              | min-snr | none
                    """)
    void valuesAreTurnedIntoOurs(String text, String key, String value) throws IOException {
        Imported imported = read(text + "\n");
        assertThat(imported.description().settings().get(Setting.named(key)).map(String::valueOf))
                .contains(value);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    network_dimm = 4                         | line 1: there is no key network_dimm
                    network_dim = "4"                        | network_dim is "4". Expected a whole number
                    network_module = "networks.lora_flux"    | other models are not trained here
                    lr_scheduler = "cosin"                   | lr_scheduler is "cosin". Expected constant
                    network_args = ["conv_dims=4"]           | There is no such argument
                    network_args = ["conv_dim"]              | texts such as conv_dim=8
                    resolution = "512x512"                   | Expected a side in pixels
                    train_batch_size = 0                     | a whole number from 1
                    mixed_precision = "half"                 | no, fp16, bf16 or fp8
                    save_precision = "half"                  | float, fp16 or bf16
                    optimizer_args = ["weight_decay"]        | texts such as weight_decay=0.01
                    text_encoder_lr = "low"                  | a number, or a list of numbers
                    image_dir = "a"                          | there is no key image_dir
                    a = { b = { c = 1 } }                    | there is no key b
                    loss_type = { b = 1 }                    | there is no key b
                    """)
    void whatMakesNoSenseIsRefused(String text, String message) {
        assertThatThrownBy(() -> read(text + "\n"))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("kohya.toml")
                .hasMessageContaining(message);
    }

    @Test
    void severalFoldersOfPicturesAreRefused() throws IOException {
        pictures("img/10_a", 1);
        pictures("img/5_b", 1);
        assertThatThrownBy(() -> read("train_data_dir = '" + folder.resolve("img") + "'\n"))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("holds 2 folders of pictures: [10_a, 5_b]. Expected one.");
        assertThatThrownBy(() -> read(
                        "[[datasets]]\n[[datasets.subsets]]\nimage_dir='a'\n[[datasets.subsets]]\nimage_dir='b'\n"))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("names 2 folders of pictures in 1 datasets");
        assertThatThrownBy(() -> read("network_dim = 4\n[[datasets]]\n"))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("network_dim stands in a file of pictures");
    }

    /** One at a time, so that each has to be told. */
    @Test
    void everyKeyOfKohyasIsTold() throws IOException {
        Set<String> keys = new TreeSet<>(KohyaKeys.ARGUMENTS);
        assertThat(keys).hasSizeGreaterThan(150);
        keys.remove("dataset_config"); // it names a file, as in a test above
        // what is inside of these two is told piece by piece
        keys.removeAll(Set.of("network_args", "optimizer_args"));
        List<String> silent = new ArrayList<>();
        for (String key : keys) {
            String told = key.equals("caption_extention") ? "caption_extension" : key;
            Imported imported = tried(key);
            List<Message> all = new ArrayList<>(imported.taken());
            all.addAll(imported.changed());
            all.addAll(imported.left());
            if (lines(all).stream().noneMatch(line -> line.startsWith(told + " = "))) {
                silent.add(key);
            }
        }
        assertThat(silent).as("keys of which nothing is said").isEmpty();
    }

    /** With a value of the first type that the key takes. */
    private Imported tried(String key) throws IOException {
        List<String> values =
                List.of("true", "7", "'bf16'", "'.txt'", "'cosine'", "['conv_dim=4']", "['weight_decay=1']");
        BadInput last = new BadInput("no value");
        for (String value : values) {
            try {
                return read(key + " = " + value + "\n");
            } catch (BadInput e) {
                last = e;
            }
        }
        throw new AssertionError(key + ": " + last.getMessage(), last);
    }

    private Imported read(String text) throws IOException {
        return KohyaConfig.read(Files.writeString(folder.resolve("kohya.toml"), text));
    }

    private Path pictures(String name, int count) throws IOException {
        Path pictures = Files.createDirectories(folder.resolve(name));
        for (int i = 0; i < count; i++) {
            Files.write(pictures.resolve(i + ".png"), new byte[0]);
        }
        return pictures;
    }

    private Path copy(String name, Path pictures) throws IOException {
        try (InputStream in = Objects.requireNonNull(KohyaConfigTest.class.getResourceAsStream("/kohya/" + name))) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Files.writeString(
                    folder.resolve(name),
                    text.replace("FOLDER", pictures.toString().replace("\\", "\\\\")));
        }
    }

    private static List<String> lines(List<Message> messages) {
        return messages.stream().map(Message::text).toList();
    }
}
