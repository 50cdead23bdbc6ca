package dev.styleseal.prompt;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A part of a prompt whose words depend on the step; steps count from 1. */
sealed interface ScheduleNode {
    /** What it says at a step. */
    String at(int step);

    /** Adds the last step of each of its stages but the final one. */
    void addEnds(int steps, Set<Integer> ends);

    /** The same at every step. */
    record Text(String text) implements ScheduleNode {
        @Override
        public String at(int step) {
            return text;
        }

        @Override
        public void addEnds(int steps, Set<Integer> ends) {
            // nothing changes
        }
    }

    /** One part after the other. */
    record Sequence(List<ScheduleNode> parts) implements ScheduleNode {
        @Override
        public String at(int step) {
            return parts.stream().map(part -> part.at(step)).collect(Collectors.joining());
        }

        @Override
        public void addEnds(int steps, Set<Integer> ends) {
            parts.forEach(part -> part.addEnds(steps, ends));
        }
    }

    /** {@code [before:after:when]}: {@code last} is the last step of what comes before. */
    record Switch(ScheduleNode before, ScheduleNode after, int last) implements ScheduleNode {
        @Override
        public String at(int step) {
            return (step <= last ? before : after).at(step);
        }

        @Override
        public void addEnds(int steps, Set<Integer> ends) {
            ends.add(last);
            before.addEnds(steps, ends);
            after.addEnds(steps, ends);
        }
    }

    /** {@code [a|b|c]}: each for one step, then from the start. */
    record Alternate(List<ScheduleNode> choices) implements ScheduleNode {
        @Override
        public String at(int step) {
            return choices.get(Math.floorMod(step - 1, choices.size())).at(step);
        }

        @Override
        public void addEnds(int steps, Set<Integer> ends) {
            IntStream.rangeClosed(1, steps).forEach(ends::add);
            choices.forEach(choice -> choice.addEnds(steps, ends));
        }
    }
}
