package dev.styleseal.file;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a seal was trained on.
 *
 * @param count of pictures, repeats counted
 * @param width of the pictures as trained, in pixels
 * @param height of the pictures as trained, in pixels
 * @param captionDropout share of the steps without a caption, 0 to 1
 * @param latentsCached whether each picture was encoded once
 * @param flipped whether pictures were mirrored at random
 * @param tagFrequency how often each tag stands in the captions, by folder; shown in the full profile alone
 */
public record PictureFacts(
        int count,
        int width,
        int height,
        double captionDropout,
        boolean latentsCached,
        boolean flipped,
        SortedMap<String, SortedMap<String, Integer>> tagFrequency) {
    public PictureFacts {
        tagFrequency = Collections.unmodifiableSortedMap(new TreeMap<>(tagFrequency));
    }
}
