/** Files whole or not at all, and configuration files read with every value checked. May import: error. */
@NullMarked
package dev.styleseal.io;

import org.jspecify.annotations.NullMarked;
