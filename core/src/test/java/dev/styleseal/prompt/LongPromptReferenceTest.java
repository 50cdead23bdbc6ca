package dev.styleseal.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.styleseal.Case;
import dev.styleseal.Comparison;
import dev.styleseal.Reference;
import dev.styleseal.ReferenceJson;
import dev.styleseal.clip.ClipTextModel;
import dev.styleseal.clip.ClipTokenizer;
import dev.styleseal.model.StableDiffusion;
import dev.styleseal.nn.LayerWrapper;
import dev.styleseal.tensor.Engine;
import dev.styleseal.tensor.Placement;
import dev.styleseal.tensor.Scope;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.bytedeco.pytorch.NoGradGuard;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Prompts over one chunk and their weights give the ids and the states of the reference. */
class LongPromptReferenceTest {
    private static final double BAR = 2e-5;

    @BeforeAll
    static void theFolderHasTheCases() {
        assumeTrue(Files.exists(Reference.folder("long-prompts.json")));
    }

    @Test
    void idsAndWeightsOfEveryChunkAreThoseOfTheReference() {
        ClipTokenizer tokenizer = tokenizer();
        for (JsonNode one : ReferenceJson.read("long-prompts.json")) {
            List<Chunk> chunks = chunks(tokenizer, one);
            assertThat(chunks.stream().map(Chunk::ids).toList())
                    .as(one.get("text").textValue())
                    .isEqualTo(lists(one.get("ids"), JsonNode::intValue));
            assertThat(chunks.stream().map(Chunk::weights).toList())
                    .as(one.get("text").textValue())
                    .isEqualTo(lists(one.get("weights"), JsonNode::doubleValue));
        }
    }

    @Test
    void statesWithAndWithoutTheMeanRestoredAreThoseOfTheReference() {
        Engine.run(() -> {
            try (Scope scope = new Scope();
                    NoGradGuard noGrad = new NoGradGuard();
                    StableDiffusion model = StableDiffusion.open(Reference.folder("sd1/model"), Placement.REFERENCE);
                    Case theirs = Case.open("long-prompts.safetensors")) {
                ClipTextModel encoder = model.textModel(model.texts().get(0), LayerWrapper.NONE);
                JsonNode cases = ReferenceJson.read("long-prompts.json");
                for (int i = 0; i < cases.size(); i++) {
                    List<Chunk> chunks = chunks(model.texts().get(0).tokenizer(), cases.get(i));
                    for (Emphasis emphasis : Emphasis.values()) {
                        String name = i + (emphasis == Emphasis.ORIGINAL ? ".original" : ".no_norm");
                        Comparison.require(
                                "long prompt " + name + ", " + chunks.size() + " chunks",
                                BAR,
                                emphasis.states(
                                        chunks,
                                        encoder.forward(Emphasis.ids(chunks)).last()),
                                theirs,
                                name);
                    }
                }
            }
        });
    }

    private static ClipTokenizer tokenizer() {
        return ClipTokenizer.open(Reference.folder("sd1/model/tokenizer"));
    }

    private static List<Chunk> chunks(ClipTokenizer tokenizer, JsonNode one) {
        return Chunk.of(EmphasisParser.parse(one.get("text").textValue()), tokenizer, LearnedWords.NONE);
    }

    private static <N> List<List<N>> lists(JsonNode rows, Function<JsonNode, N> number) {
        List<List<N>> lists = new ArrayList<>();
        for (JsonNode row : rows) {
            List<N> list = new ArrayList<>();
            row.forEach(value -> list.add(number.apply(value)));
            lists.add(list);
        }
        return lists;
    }
}
