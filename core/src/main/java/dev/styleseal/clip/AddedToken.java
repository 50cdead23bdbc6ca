package dev.styleseal.clip;

/**
 * A token that is found in the text as it is written, before words are cut into sub-words.
 *
 * @param text what is looked for; already normalized if {@code inNormalized}
 * @param inNormalized whether it is looked for in the normalized text (so in any case of letters) or in the raw one
 */
record AddedToken(String text, int id, boolean inNormalized) {}
