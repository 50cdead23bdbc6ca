package dev.styleseal.train;

import dev.styleseal.unet.PromptStates;
import java.util.List;
import java.util.Optional;

/** Where the text states of a batch come from: remembered, or computed anew because the text encoder learns. */
@FunctionalInterface
public interface TextConditions {
    /** The states of captions, empty where one was dropped, in the scope open at the call. */
    PromptStates of(List<Optional<String>> captions);
}
