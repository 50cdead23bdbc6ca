/**
 * Pages about seals: how healthy one is.
 *
 * <p>Start reading at {@link dev.styleseal.cli.health.HealthPage}. May import: the public library; nothing of the commands.
 */
@NullMarked
package dev.styleseal.cli.health;

import org.jspecify.annotations.NullMarked;
