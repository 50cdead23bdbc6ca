package dev.styleseal.checkpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A base model that is to be written in another form: a diffusers folder or one file, open until {@link #close}. */
sealed interface ModelSource extends AutoCloseable permits ChangedModel, FileModel, FolderModel {
    Path path();

    Architecture architecture();

    /** The tensors of the components that are there, by today's names of diffusers. */
    Map<Component, Map<String, ModelTensor>> tensors();

    /** The config.json of a component; errors as {@link Checkpoint#config}. */
    ObjectNode config(Component component);

    /** What the model says of itself. */
    Optional<Stated<PredictionType>> prediction();

    Optional<Stated<Boolean>> zeroTerminalSnr();

    ObjectNode scheduler(PredictionType prediction, boolean zeroTerminalSnr);

    /** The diffusers folder whose tokenizers go with the model. */
    Optional<Path> tokenizers();

    /** Texts that a file carries along. */
    Map<String, String> metadata();

    List<LeftOut> leftOut();

    @Override
    void close();
}
