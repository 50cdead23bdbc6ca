package dev.styleseal.file;

import java.util.Optional;

/**
 * The model a seal was made for.
 *
 * @param family its line
 * @param name its own name, never a folder
 * @param sha256 64 hexadecimal digits over its weights, if known
 * @param clipSkip which hidden state of the text encoder is used, counted from the last, 1 being the last
 */
public record BaseFacts(BaseFamily family, String name, Optional<String> sha256, int clipSkip) {
    public BaseFacts {
        if (name.contains("/") || name.contains("\\")) {
            throw new IllegalArgumentException("a base is named without its folder, not " + name);
        }
        if (clipSkip < 1) {
            throw new IllegalArgumentException("clip skip counts from 1, not " + clipSkip);
        }
    }
}
