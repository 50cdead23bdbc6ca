/**
 * Python's pickles read as data: the machine that rebuilds them knows numbers, texts, lists and dictionaries, and keeps
 * everything that Python would call as an inert record of its name and arguments.
 *
 * <p>Start reading at {@link dev.styleseal.weights.pickle.Unpickler}; what it makes is a {@link
 * dev.styleseal.weights.pickle.Value}, which names may occur is in {@link dev.styleseal.weights.pickle.Globals}. May
 * import: error, io.
 */
@NullMarked
package dev.styleseal.weights.pickle;

import org.jspecify.annotations.NullMarked;
