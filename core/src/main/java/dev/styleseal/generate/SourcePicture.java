package dev.styleseal.generate;

import dev.styleseal.error.BadInput;
import dev.styleseal.image.CoverCrop;
import dev.styleseal.image.Mask;
import dev.styleseal.image.RgbImage;
import java.util.Optional;

/**
 * A picture that is painted over.
 *
 * @param picture where painting begins
 * @param strength how much may change: above 0 (nothing) to 1 (everything)
 * @param repaint which part alone is painted, all of it if it is not said
 */
public record SourcePicture(RgbImage picture, double strength, Optional<Repaint> repaint) {
    /**
     * The part that is painted.
     *
     * @param mask white there, black elsewhere; as large as the picture
     * @param blur softness of its edges in pixels, 0 for none
     */
    public record Repaint(RgbImage mask, int blur) {
        public Repaint {
            if (blur < 0 || blur > Mask.LARGEST_BLUR) {
                throw new BadInput(
                        "The mask blur is {0}. Expected 0 to {1} pixels. Correct --mask-blur.",
                        blur, Mask.LARGEST_BLUR);
            }
            if (Mask.of(mask).isBlack()) {
                throw new BadInput("The mask is black all over. Expected white where to repaint. Correct --mask.");
            }
        }

        /** What the latents and, softened, the pixels are mixed by. */
        Mask sharp() {
            return Mask.of(mask);
        }
    }

    public SourcePicture {
        if (!(strength > 0 && strength <= 1)) {
            throw new BadInput(
                    "The strength is {0}. Expected above 0 (the picture as it is) to 1 (nothing of it). Correct --strength.",
                    strength);
        }
        repaint.ifPresent(part -> requireMask(picture, part));
    }

    private static void requireMask(RgbImage picture, Repaint part) {
        RgbImage mask = part.mask();
        if (mask.width() != picture.width() || mask.height() != picture.height()) {
            throw new BadInput(
                    "The mask has {0}x{1} pixels, the picture {2}x{3}. Expected the same size. Correct --mask.",
                    mask.width(), mask.height(), picture.width(), picture.height());
        }
    }

    /** The picture's own sides, rounded down to multiples of {@code step} pixels, at least one: width and height. */
    public int[] sides(int step) {
        return new int[] {side(picture.width(), step), side(picture.height(), step)};
    }

    /** This picture and its mask, scaled to cover so many pixels; their middle. */
    SourcePicture fitted(int width, int height) {
        if (picture.width() == width && picture.height() == height) {
            return this;
        }
        return new SourcePicture(
                CoverCrop.crop(picture, width, height),
                strength,
                repaint.map(part -> new Repaint(CoverCrop.crop(part.mask(), width, height), part.blur())));
    }

    /** What was painted, with the pixels outside the mask's soft edge as they were, to the last bit. */
    RgbImage pastedBack(RgbImage painted) {
        return repaint.map(part -> part.sharp().blurred(part.blur()).mix(picture, painted))
                .orElse(painted);
    }

    private static int side(int pixels, int step) {
        return Math.max(1, pixels / step) * step;
    }
}
