package dev.styleseal.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FileChoiceTest {
    /** As in stable-diffusion-v1-5 and stabilityai's repositories, every kind of file once. */
    private static final List<String> REPOSITORY = List.of(
            ".gitattributes",
            "README.md",
            "feature_extractor/preprocessor_config.json",
            "model_index.json",
            "safety_checker/config.json",
            "safety_checker/model.safetensors",
            "scheduler/scheduler_config.json",
            "text_encoder/config.json",
            "text_encoder/flax_model.msgpack",
            "text_encoder/model.fp16.safetensors",
            "text_encoder/model.onnx",
            "text_encoder/model.safetensors",
            "text_encoder/openvino_model.bin",
            "text_encoder/pytorch_model.bin",
            "tokenizer/merges.txt",
            "tokenizer/special_tokens_map.json",
            "tokenizer/tokenizer_config.json",
            "tokenizer/vocab.json",
            "unet/config.json",
            "unet/diffusion_pytorch_model.bin",
            "unet/diffusion_pytorch_model.fp16.safetensors",
            "unet/diffusion_pytorch_model.non_ema.safetensors",
            "unet/diffusion_pytorch_model.safetensors",
            "v1-5-pruned-emaonly.ckpt",
            "v1-5-pruned.safetensors",
            "vae/config.json",
            "vae/diffusion_pytorch_model.bin",
            "vae/diffusion_pytorch_model.safetensors");

    private static PullPlan plan(List<String> paths, Optional<String> variant, String... patterns) {
        List<RepoFile> files = paths.stream()
                .map(path -> new RepoFile(path, OptionalLong.of(10)))
                .toList();
        return FileChoice.plan(
                new Listing(HubName.parse("org/name"), FakeHub.COMMIT, files),
                new PullWish(List.of(patterns), variant));
    }

    private static List<String> chosen(PullPlan plan) {
        return plan.files().stream().map(RepoFile::path).toList();
    }

    @Test
    void baseIsItsConfigsAndOneFormOfItsWeights() {
        PullPlan plan = plan(REPOSITORY, Optional.empty());
        assertThat(chosen(plan))
                .containsExactly(
                        "model_index.json",
                        "scheduler/scheduler_config.json",
                        "text_encoder/config.json",
                        "text_encoder/model.safetensors",
                        "tokenizer/merges.txt",
                        "tokenizer/special_tokens_map.json",
                        "tokenizer/tokenizer_config.json",
                        "tokenizer/vocab.json",
                        "unet/config.json",
                        "unet/diffusion_pytorch_model.safetensors",
                        "vae/config.json",
                        "vae/diffusion_pytorch_model.safetensors");
        assertThat(plan.bytes()).isEqualTo(120);
        assertThat(plan.skipped()).hasSize(REPOSITORY.size() - 12);
        assertThat(plan.notes()).isEmpty();
        assertThat(plan.result()).isEmpty();
    }

    @Test
    void variantIsTakenWhereItIsAndSaidWhereItIsNot() {
        PullPlan plan = plan(REPOSITORY, Optional.of("fp16"));
        assertThat(chosen(plan).stream().filter(path -> path.endsWith(".safetensors")))
                .containsExactly(
                        "text_encoder/model.fp16.safetensors",
                        "unet/diffusion_pytorch_model.fp16.safetensors",
                        "vae/diffusion_pytorch_model.safetensors");
        assertThat(plan.notes())
                .map(Message::text)
                .containsExactly("vae has no variant fp16; its plain file is fetched.");
        assertThatThrownBy(() -> plan(REPOSITORY, Optional.of("bf16")))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("has no variant bf16. Expected fp16, non_ema");
        assertThat(plan(REPOSITORY, Optional.of("non_ema")).notes())
                .map(Message::text)
                .anyMatch(note -> note.contains("the variant non_ema is for other programs"));
        assertThatThrownBy(() -> new PullWish(List.of(), Optional.of("../x")))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("--variant is \"../x\"");
    }

    @Test
    void halfIsTakenWhereThereIsNothingElse() {
        PullPlan plan = plan(
                List.of("model_index.json", "unet/config.json", "unet/diffusion_pytorch_model.fp16.safetensors"),
                Optional.empty());
        assertThat(chosen(plan)).hasSize(3);
        assertThat(plan.notes())
                .map(Message::text)
                .containsExactly("unet has no plain file; the variant fp16 is fetched.");
    }

    @Test
    void shardsComeWithTheirIndex() {
        List<String> plain = List.of(
                "unet/diffusion_pytorch_model-00001-of-00002.safetensors",
                "unet/diffusion_pytorch_model-00002-of-00002.safetensors",
                "unet/diffusion_pytorch_model.safetensors.index.json");
        List<String> half = List.of(
                "unet/diffusion_pytorch_model.fp16-00001-of-00001.safetensors",
                "unet/diffusion_pytorch_model.safetensors.index.fp16.json");
        List<String> all = Stream.of(List.of("model_index.json"), plain, half)
                .flatMap(List::stream)
                .toList();
        assertThat(chosen(plan(all, Optional.empty()))).containsAll(plain).doesNotContainAnyElementsOf(half);
        assertThat(chosen(plan(all, Optional.of("fp16")))).containsAll(half).doesNotContainAnyElementsOf(plain);
        List<String> both = Stream.concat(all.stream(), Stream.of("unet/diffusion_pytorch_model.safetensors"))
                .toList();
        assertThat(chosen(plan(both, Optional.empty())))
                .containsExactly("model_index.json", "unet/diffusion_pytorch_model.safetensors");
    }

    @Test
    void modelsOfOtherKindsAreRefusedBeforeTheyAreFetched() {
        assertThatThrownBy(() -> plan(
                        List.of("model_index.json", "transformer/diffusion_pytorch_model.safetensors"),
                        Optional.empty()))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("org/name has no UNet")
                .hasMessageContaining("transformer/diffusion_pytorch_model.safetensors");
        assertThatThrownBy(
                        () -> plan(List.of("model_index.json", "unet/diffusion_pytorch_model.bin"), Optional.empty()))
                .hasMessageContaining("no weights for unet that are read")
                .hasMessageContaining("unet/diffusion_pytorch_model.bin");
    }

    @Test
    void filesAreChosenByPatterns() {
        assertThat(chosen(plan(REPOSITORY, Optional.empty(), "unet/*.bin", "v1-5-pruned?safetensors")))
                .containsExactly("unet/diffusion_pytorch_model.bin", "v1-5-pruned.safetensors");
        PullPlan one = plan(REPOSITORY, Optional.empty(), "*emaonly.ckpt");
        assertThat(one.result()).contains("v1-5-pruned-emaonly.ckpt");
        assertThatThrownBy(() -> plan(REPOSITORY, Optional.empty(), "*.json", "v2*"))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("No file of org/name is called v2*")
                .hasMessageContaining("and 8 more");
    }

    @Test
    void severalSealsMeanToChoose() {
        assertThatThrownBy(() -> plan(List.of("a.safetensors", "b/c.safetensors"), Optional.empty()))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("has 2 files of weights")
                .hasMessageContaining("a.safetensors, b/c.safetensors")
                .hasMessageContaining("--file");
        assertThatThrownBy(() -> plan(List.of("a.ckpt", "README.md"), Optional.empty()))
                .hasMessageContaining(
                        "has no .safetensors file and is no folder of diffusers. It has README.md, a.ckpt");
        assertThatThrownBy(() -> plan(List.of(), Optional.empty())).hasMessageContaining("It has no files");
        assertThatThrownBy(() -> plan(List.of("a.safetensors"), Optional.of("fp16")))
                .hasMessageContaining("--variant is given");
        assertThat(chosen(plan(List.of("x/a.safetensors", "x/adapter_config.json", "a.png"), Optional.empty())))
                .containsExactly("x/a.safetensors", "x/adapter_config.json");
    }
}
