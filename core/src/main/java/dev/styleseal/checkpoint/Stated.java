package dev.styleseal.checkpoint;

import dev.styleseal.error.Message;

/**
 * Something that a file says of itself.
 *
 * @param value what it says
 * @param reason where it says so, for people, such as "the file holds the key v_pred"
 * @param <T> kind of value
 */
public record Stated<T>(T value, Message reason) {}
