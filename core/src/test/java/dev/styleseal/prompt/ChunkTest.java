package dev.styleseal.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.styleseal.Reference;
import dev.styleseal.clip.ClipTokenizer;
import dev.styleseal.weights.HostTensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Prompts of any length, cut where the text encoder needs it. */
class ChunkTest {
    private final ClipTokenizer tokenizer = ClipTokenizer.open(Reference.folder("sd1/model/tokenizer"));
    private final int room = tokenizer.maxLength() - 2;

    @ParameterizedTest
    @ValueSource(strings = {"", "a red cat", "a (red:1.5) cat BREAK [x|y] AND z", "кошка 😀"})
    void aPlainPromptThatFitsIsWhatTheTokenizerGives(String prompt) {
        List<Chunk> chunks = plain(prompt, LearnedWords.NONE);
        assertThat(chunks).hasSize(1);
        assertThat(chunks.get(0).ids())
                .isEqualTo(Arrays.stream(tokenizer.encode(prompt)).boxed().toList());
        assertThat(chunks.get(0).isPlain()).isTrue();
    }

    @Test
    void aLongPlainPromptLosesNothing() {
        String prompt = "sea ".repeat(3 * room);
        int tokens = tokenizer.ids(prompt).length;
        List<Chunk> chunks = plain(prompt, LearnedWords.NONE);
        assertThat(chunks).hasSize((tokens + room - 1) / room);
        assertThat(chunks.stream()
                        .flatMap(chunk -> chunk.ids().stream())
                        .filter(id -> id != tokenizer.beginId() && id != tokenizer.endId())
                        .count())
                .isEqualTo(tokens);
    }

    @Test
    void aPromptThatFillsAChunkStaysOne() {
        int each = tokenizer.ids("a").length;
        assertThat(plain("a ".repeat(room / each), LearnedWords.NONE)).hasSize(1);
        assertThat(plain("a ".repeat(room / each + 1), LearnedWords.NONE)).hasSize(2);
    }

    @Test
    void aLearnedWordIsFoundWhereItIsAWordAndKeptWhole() {
        LearnedWords words = words(new LearnedWord("Fox", List.of(HostTensor.of(new float[4], 4, 1)), ""));
        List<Integer> fox = List.of(1000, 1001, 1002, 1003);
        assertThat(words.runs(tokenizer, "a fox, foxes"))
                .contains(fox)
                .filteredOn(fox::equals)
                .hasSize(1);
        assertThat(words.runs(tokenizer, "FOXfox fox2")).doesNotContain(fox);

        List<Chunk> chunks = plain("a ".repeat(room - 2) + "fox", words);
        assertThat(chunks).hasSize(2);
        assertThat(chunks.get(0).ids()).doesNotContainAnyElementsOf(fox);
        assertThat(chunks.get(1).ids()).containsSequence(fox);
    }

    @Test
    void theLongerOfTwoLearnedWordsIsTaken() {
        LearnedWords words = words(
                new LearnedWord("<s>", List.of(HostTensor.of(new float[1], 1, 1)), ""),
                new LearnedWord("<s> <t>", List.of(HostTensor.of(new float[1], 1, 1)), ""));
        assertThat(words.runs(tokenizer, "<s> <t>")).containsExactly(List.of(1001));
    }

    private List<Chunk> plain(String prompt, LearnedWords words) {
        return Chunk.of(List.of(new WeightedText(prompt, 1)), tokenizer, words);
    }

    private LearnedWords words(LearnedWord... learned) {
        return LearnedWords.of(List.of(learned), new LearnedWords.Encoder(0, 1, 1000, 1, room));
    }
}
