package dev.styleseal.hub;

import dev.styleseal.error.Message;

/** Hears how far a pull is. Called by the thread that pulls. */
public interface PullListener {
    /**
     * So many bytes are there.
     *
     * @param done bytes of all files so far, those that were there before among them
     * @param total bytes of all files
     * @param file that is being fetched, its path in the repository
     */
    void at(long done, long total, String file);

    /** Something that a person should know: a retry, a start from the beginning, waiting for another program. */
    void notice(Message notice);
}
