package dev.styleseal.cli.demo;

import dev.styleseal.TextToImage;
import dev.styleseal.generate.GeneratedImage;
import dev.styleseal.generate.PaintJob;
import dev.styleseal.image.RgbImage;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every held-out thing, painted in every view with every seed, and the lessons. Filled by one thread. */
final class Gallery {
    private final List<Thing> things;
    private final List<Thing> lessons;
    private final List<Long> seeds;
    private final Map<View, List<GeneratedImage>> pictures = new EnumMap<>(View.class);

    Gallery(List<Thing> things, List<Thing> lessons, List<Long> seeds) {
        this.things = List.copyOf(things);
        this.lessons = List.copyOf(lessons);
        this.seeds = List.copyOf(seeds);
    }

    /** Paints some views with one set of seals; the base is dressed once. */
    Gallery painted(TextToImage painter, List<View> views) {
        List<PaintJob> jobs = new ArrayList<>();
        for (View view : views) {
            for (Thing thing : things) {
                seeds.forEach(seed -> jobs.add(new PaintJob(view.prompt(thing), Optional.empty(), seed)));
            }
        }
        List<GeneratedImage> painted = new ArrayList<>();
        painter.paint(jobs, painted::add);
        int each = things.size() * seeds.size();
        for (int i = 0; i < views.size(); i++) {
            pictures.put(views.get(i), List.copyOf(painted.subList(i * each, (i + 1) * each)));
        }
        return this;
    }

    List<Thing> lessons() {
        return lessons;
    }

    /** The held-out ones. */
    List<Thing> things() {
        return things;
    }

    List<Long> seeds() {
        return seeds;
    }

    GeneratedImage at(View view, int thing, int seed) {
        return images(view).get(thing * seeds.size() + seed);
    }

    /** All pictures of a view: thing by thing, seed by seed. */
    List<RgbImage> all(View view) {
        return images(view).stream().map(GeneratedImage::picture).toList();
    }

    private List<GeneratedImage> images(View view) {
        List<GeneratedImage> images = pictures.get(view);
        if (images == null) {
            throw new IllegalStateException(view + " is not painted");
        }
        return images;
    }
}
