package dev.styleseal.runreport;

import dev.styleseal.file.BlockStrength;
import dev.styleseal.report.Bars;
import dev.styleseal.report.Block;
import dev.styleseal.report.Section;
import java.util.ArrayList;
import java.util.List;

/** Where the seal acts: how strongly it changes each part of the base. */
final class BlockSection {
    private final RunWords words;
    private final List<BlockStrength> strengths;

    BlockSection(RunWords words, RunStory.SealFacts seal) {
        this.words = words;
        strengths = seal.blocks();
    }

    Section section() {
        List<Block> blocks = new ArrayList<>();
        if (strengths.isEmpty()) {
            blocks.add(words.prose("blocks.none"));
        } else {
            blocks.add(words.prose("blocks.what"));
            blocks.add(new Bars(
                    words.of("blocks.caption"),
                    strengths.stream()
                            .map(each -> new Bars.Bar(
                                    words.of("blocks.block", each.block(), each.layers()),
                                    each.norm(),
                                    words.decimal(each.norm(), 3)))
                            .toList()));
            int zero = strengths.stream().mapToInt(BlockStrength::zeroLayers).sum();
            if (zero > 0) {
                blocks.add(words.prose("blocks.zero", zero));
            }
        }
        return new Section("blocks", words.of("blocks"), blocks);
    }
}
