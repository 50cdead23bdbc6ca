package dev.styleseal.run;

import dev.styleseal.error.BadInput;
import dev.styleseal.file.SealFormat;
import dev.styleseal.weights.DType;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Where a run is written, and in which form its seals.
 *
 * @param folder of the run; made when it is needed
 * @param name of the seal, without folder and ending
 * @param format names in the seals' files
 * @param precision of the seals: F16, BF16 or F32
 * @param overwrite whether an earlier run in the same folder may be replaced
 */
public record RunPlace(Path folder, String name, SealFormat format, DType precision, boolean overwrite) {
    private static final int LONGEST_NAME = 100;

    public RunPlace {
        if (!name.matches("[\\p{L}\\p{N}_][\\p{L}\\p{M}\\p{N} ._+-]*") || name.length() > LONGEST_NAME) {
            throw new BadInput(
                    "The name of the seal is \"{0}\". Expected a file name of letters, digits, spaces and . _ + - without a folder, at most {1} long. Correct --name.",
                    name, LONGEST_NAME);
        }
    }

    /** The seal at the end of the run. */
    public Path seal() {
        return folder.resolve(name + format.ending());
    }

    /** The same place for a seal of another name. */
    RunPlace named(String other) {
        return new RunPlace(folder, other, format, precision, overwrite);
    }

    /** Where the last two snapshots are. */
    public Path state() {
        return folder.resolve("state");
    }

    Path toml() {
        return folder.resolve("run.toml");
    }

    Path events() {
        return folder.resolve("events.jsonl");
    }

    Path previews() {
        return folder.resolve("previews");
    }

    Path checkpoints() {
        return folder.resolve("checkpoints");
    }

    Path checkpoint(int step) {
        return checkpoints().resolve(String.format(Locale.ROOT, "%s-%06d", name, step) + format.ending());
    }

    Path preview(int step, int number) {
        return previews()
                .resolve(String.format(Locale.ROOT, "step-%06d", step))
                .resolve(String.format(Locale.ROOT, "%02d.png", number));
    }
}
