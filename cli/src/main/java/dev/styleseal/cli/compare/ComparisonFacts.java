package dev.styleseal.cli.compare;

import dev.styleseal.comparison.GridResult;
import dev.styleseal.comparison.Yardsticks;
import dev.styleseal.generate.PaintSettings;
import java.nio.file.Path;

/**
 * A finished comparison and how it was made.
 *
 * @param base the folder or file of the base
 * @param settings of all pictures
 */
public record ComparisonFacts(
        GridResult result, Path base, PaintSettings settings, Yardsticks yardsticks, ComparisonFiles files) {}
