package dev.styleseal.run;

import dev.styleseal.image.PngFile;
import dev.styleseal.image.RgbImage;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * TensorBoard's events as protobuf messages. Numbers of fields and of enums are those of tensorflow's event.proto,
 * summary.proto, tensor.proto and types.proto.
 */
final class TensorBoardEvent {
    private static final int RGB = 3;
    private static final int SESSION_START = 1;
    private static final int TYPE_STRING = 7;

    private TensorBoardEvent() {}

    /** What a file begins with. */
    static ProtoMessage version(Instant at) {
        return of(at, 0).text(3, "brain.Event:2");
    }

    /** Tells readers to forget what other files say of {@code step} and later steps. */
    static ProtoMessage restart(Instant at, int step) {
        return of(at, step).message(7, new ProtoMessage().whole(1, SESSION_START));
    }

    /** Some values of one step. */
    static ProtoMessage summary(Instant at, int step, List<ProtoMessage> values) {
        ProtoMessage summary = new ProtoMessage();
        values.forEach(value -> summary.message(1, value));
        return of(at, step).message(5, summary);
    }

    static ProtoMessage scalar(String tag, double value) {
        return new ProtoMessage().text(1, tag).float32(2, (float) value);
    }

    /** @param title what is shown above it in place of the tag */
    static ProtoMessage image(String tag, RgbImage picture, String title) {
        ProtoMessage image = new ProtoMessage()
                .whole(1, picture.height())
                .whole(2, picture.width())
                .whole(3, RGB)
                .bytes(4, PngFile.encode(picture, Map.of()));
        return new ProtoMessage()
                .text(1, tag)
                .message(9, metadata("images").text(2, title))
                .message(4, image);
    }

    /** @param words Markdown */
    static ProtoMessage text(String tag, String words) {
        ProtoMessage tensor = new ProtoMessage()
                .whole(1, TYPE_STRING)
                .message(2, new ProtoMessage())
                .text(8, words);
        return new ProtoMessage().text(1, tag).message(9, metadata("text")).message(8, tensor);
    }

    private static ProtoMessage metadata(String plugin) {
        return new ProtoMessage().message(1, new ProtoMessage().text(1, plugin));
    }

    private static ProtoMessage of(Instant at, int step) {
        double seconds = at.getEpochSecond() + at.getNano() / 1e9;
        return new ProtoMessage().float64(1, seconds).whole(2, step);
    }
}
