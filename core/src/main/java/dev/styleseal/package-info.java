/** The two front doors of the library: teaching a style and painting with it. May import every chapter. */
@NullMarked
package dev.styleseal;

import org.jspecify.annotations.NullMarked;
