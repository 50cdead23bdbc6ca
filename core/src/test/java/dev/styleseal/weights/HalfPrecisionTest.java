package dev.styleseal.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** Conversions against hashes of what numpy and torch make of the same numbers (src/test/resources/weights/make.py). */
class HalfPrecisionTest {
    @Test
    void everyFiniteHalfBecomesTheFloatOfNumpy() {
        float[] finite = finiteHalves();
        ByteBuffer bytes = ByteBuffer.allocate(finite.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : finite) {
            bytes.putFloat(value);
        }
        assertThat(sha256(bytes)).isEqualTo("cb34a8c3b8855f6ca5a3c91b264f3bf21176b2e1d85203a881efb0cabe2d5c80");
    }

    @Test
    void aMillionFloatsAndEveryTieBecomeTheHalvesOfNumpy() {
        ByteBuffer bytes = everything(HalfFloat::fromFloat);
        assertThat(bytes.position() / 2).isEqualTo(1_171_458);
        assertThat(sha256(bytes)).isEqualTo("5645b2340bd0f2b088c0af89a7b230073c2d0104c369468e5a4d247e043be7c4");
    }

    @Test
    void aMillionFloatsBecomeTheBfloat16OfTorch() {
        assertThat(sha256(everything(BrainFloat::fromFloat)))
                .isEqualTo("ef8a4fa853d66c6aac2f0e89cd9c382ed141eab253b9dad6016c09748a503e66");
    }

    @Test
    void nanAndInfinityStayWhatTheyAre() {
        assertThat(HalfFloat.toFloat(HalfFloat.fromFloat(Float.NaN))).isNaN();
        assertThat(HalfFloat.toFloat(HalfFloat.fromFloat(Float.NEGATIVE_INFINITY)))
                .isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(BrainFloat.toFloat(BrainFloat.fromFloat(Float.NaN))).isNaN();
        assertThat(BrainFloat.toFloat(BrainFloat.fromFloat(Float.intBitsToFloat(0x7f800001))))
                .isNaN();
        assertThat(BrainFloat.toFloat(BrainFloat.fromFloat(Float.POSITIVE_INFINITY)))
                .isEqualTo(Float.POSITIVE_INFINITY);
    }

    private interface Rounding {
        short of(float value);
    }

    private static ByteBuffer everything(Rounding rounding) {
        ByteBuffer bytes = ByteBuffer.allocate(3 << 20).order(ByteOrder.LITTLE_ENDIAN);
        for (long i = 0; i < 1 << 20; i++) {
            put(bytes, Float.intBitsToFloat((int) (i * 4099)), rounding);
        }
        float[] halves = finiteHalves();
        for (float half : halves) {
            put(bytes, half, rounding);
        }
        for (int i = 0; i + 1 < halves.length; i++) {
            put(bytes, (halves[i] + halves[i + 1]) / 2, rounding);
        }
        return bytes;
    }

    private static void put(ByteBuffer bytes, float value, Rounding rounding) {
        if (Float.isFinite(value)) {
            bytes.putShort(rounding.of(value));
        }
    }

    private static float[] finiteHalves() {
        float[] finite = new float[2 * 31 * 1024];
        int count = 0;
        for (int bits = 0; bits < 1 << 16; bits++) {
            float value = HalfFloat.toFloat((short) bits);
            if (Float.isFinite(value)) {
                finite[count++] = value;
            }
        }
        return finite;
    }

    private static String sha256(ByteBuffer written) {
        var digest = Sha256.fresh();
        digest.update(written.flip());
        return Sha256.hex(digest);
    }
}
