package dev.styleseal.file;

import java.util.Optional;

/**
 * What a training tells about itself in the file it writes.
 *
 * @param name of the seal, without folder and ending; what {@code <lora:name:1>} calls it
 * @param trigger the word that calls what was learnt, if there is one
 * @param base the model it was made for
 * @param network what was trained
 * @param optimization how it was trained
 * @param pictures what it was trained on
 * @param run when, and how far it came
 */
public record TrainingFacts(
        String name,
        Optional<String> trigger,
        BaseFacts base,
        NetworkFacts network,
        OptimizationFacts optimization,
        PictureFacts pictures,
        RunFacts run) {}
