package dev.styleseal.cli;

import dev.styleseal.error.Message;
import java.util.Optional;

/**
 * What one picture, or one row of pictures, is to show.
 *
 * @param prompt the words
 * @param negative what to lead away from, if the line says so
 * @param seed of the first picture, if the line says so
 * @param where it stands, for messages: "line 3 of prompts.txt"
 */
record PromptLine(String prompt, Optional<String> negative, Optional<Long> seed, Message where) {}
