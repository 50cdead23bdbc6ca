package dev.styleseal.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Zips whose directory lies, or that are no zip of torch.save. */
class HostileZipTest {
    private static final byte[] PICKLE = PickleBytes.of("0", 4, 0, new long[] {4}, new long[] {1});
    private static final int PICKLE_ENTRY = 0;
    private static final int DATA_ENTRY = 1;

    @TempDir
    Path folder;

    @Test
    void theModelThatIsTamperedWithIsReadAsItIs() throws IOException {
        try (TensorFile file = TensorFile.open(model().in(folder))) {
            assertThat(file.floats("a").values()).containsExactly(0, 0, 0, 0);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../evil",
                "archive/../../evil",
                "/etc/passwd",
                "archive//x",
                "C:/evil",
                "archive\\..\\evil",
                "archive/.",
                "..",
                "archive/a\u0000b"
            })
    void namesThatLeadOutOfTheZipAreRefused(String name) throws IOException {
        assertRefused(model().add(name, new byte[3]).bytes(), "has a name that leads out of the zip");
    }

    @Test
    void anEntryOutsideOfTheFolderIsRefused() throws IOException {
        assertRefused(model().add("other/data", new byte[3]).bytes(), "other/data is not in one folder");
        assertRefused(model().add("other/data.pkl", PICKLE).bytes(), "other/data.pkl is not in one folder");
    }

    @Test
    void namesGivenTwiceAreRefused() throws IOException {
        assertRefused(model().add("archive/data/0", new byte[16]).bytes(), "archive/data/0 stands there twice");
        assertRefused(model().repeat(PICKLE_ENTRY).bytes(), "stands there twice");
    }

    @Test
    void compressedEntriesAreRefusedHoweverSmallTheyAre() throws IOException {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bomb)) {
            zip.putNextEntry(new ZipEntry("archive/data.pkl"));
            zip.write(new byte[50_000_000]);
            zip.closeEntry();
        }
        assertRefused(bomb.toByteArray(), "archive/data.pkl is compressed by method 8");
        assertRefused(model().withLocal(PICKLE_ENTRY, 8, 8), "is compressed by method 8");
        ZipBytes program = model().add("archive/code/__torch__.py", new byte[3]);
        program.central(2).putShort(10, (short) 8);
        assertRefused(program.bytes(), "a TorchScript program");
    }

    @Test
    void encryptedEntriesAreRefused() throws IOException {
        ZipBytes zip = model();
        zip.central(DATA_ENTRY).putShort(8, (short) 1);
        assertRefused(zip.bytes(), "archive/data/0 is encrypted");
        assertRefused(model().withLocal(DATA_ENTRY, 6, 1), "archive/data/0 is encrypted");
    }

    @Test
    void aHeaderThatIsAnotherOneThanTheDirectorysIsRefused() throws IOException {
        assertRefused(model().withLocal(DATA_ENTRY, 18, 17), "is another one by its own header");
        assertRefused(model().withLocal(DATA_ENTRY, 22, 17), "is another one by its own header");
        assertRefused(model().withLocal(DATA_ENTRY, 26, 3), "is another one by its own header");
        assertRefused(model().withLocal(DATA_ENTRY, 30, 0x4141), "is another one by its own header");
        assertRefused(model().withLocal(DATA_ENTRY, 0, 0), "where there is no such entry");
        assertRefused(model().withLocal(DATA_ENTRY, 28, 0xffff), "where there is no such entry");
    }

    @Test
    void sizesAndPlacesThatLieAreRefused() throws IOException {
        assertRefused(tampered(24, 1_000_000), "has 1000000 bytes stored as 16");
        assertRefused(tampered(20, 1), "has 16 bytes stored as 1");
        assertRefused(tampered(42, 1_000_000), "behind the end of the zip");
        assertRefused(tampered(42, 5), "no such entry");
        assertRefused(tampered(42, -1), "does not say how long it is");
        assertRefused(tampered(24, -1), "does not say how long it is");
        ZipBytes huge = model();
        huge.central(DATA_ENTRY).putInt(20, 0x7fffffff).putInt(24, 0x7fffffff);
        assertRefused(huge.bytes(), "behind the end of the zip");
    }

    @Test
    void entriesWithinOthersAreRefused() throws IOException {
        byte[] inner = model().bytes();
        byte[] outer = new ZipBytes()
                .add("archive/data.pkl", inner)
                .add("archive/data/0", new byte[16])
                .bytes();
        ZipBytes nested = new ZipBytes().add("archive/data.pkl", inner).add("archive/data/0", new byte[16]);
        int within = 30 + "archive/data.pkl".length() + 30 + "archive/data.pkl".length() + PICKLE.length;
        nested.central(DATA_ENTRY).putInt(42, within);
        assertRefused(nested.bytes(), "lies within another one");
        assertRefused(outer, "its pickle is damaged");
    }

    @Test
    void bytesBeforeTheFirstEntryAndBehindTheLastAreRefused() throws IOException {
        byte[] zip = model().bytes();
        byte[] longer = new byte[zip.length + 4];
        System.arraycopy(zip, 0, longer, 0, zip.length);
        assertRefused(longer, "the directory at its end is missing");
        ZipBytes first = model();
        assertRefused(first.withLocal(0, 0, 0x4b51), "begins neither as");
    }

    @Test
    void otherZipsAreNamed() throws IOException {
        assertRefused(new ZipBytes().add("word/document.xml", new byte[3]).bytes(), "a zip without data.pkl");
        assertRefused(model().add("archive/constants.pkl", new byte[3]).bytes(), "a TorchScript program");
        assertRefused(
                model().add("archive/byteorder", "big".getBytes(StandardCharsets.US_ASCII))
                        .bytes(),
                "big-endian");
    }

    @Test
    void aDirectoryThatLiesIsRefused() throws IOException {
        assertRefused(atEnd(10, 3), "one part of several");
        assertRefused(atEnd(4, 1), "one part of several");
        assertRefused(atEnd(12, 5), "its directory is said to have");
        assertRefused(atEnd(16, 5), "its directory is said to have");
        assertRefused(atEnd(20, 5), "the directory at its end is missing");
    }

    private byte[] atEnd(int at, int value) {
        byte[] zip = model().bytes();
        zip[zip.length - 22 + at] = (byte) value;
        return zip;
    }

    private static byte[] tampered(int at, int value) {
        ZipBytes zip = model();
        zip.central(DATA_ENTRY).putInt(at, value);
        return zip.bytes();
    }

    private static ZipBytes model() {
        return ZipBytes.model(PICKLE, 16);
    }

    private void assertRefused(byte[] zip, String words) throws IOException {
        Path file = Files.write(folder.resolve("hostile.ckpt"), zip);
        assertThatThrownBy(() -> TensorFile.open(file).close())
                .isInstanceOfAny(CorruptFile.class, BadInput.class)
                .hasMessageContaining("hostile.ckpt")
                .hasMessageContaining(words);
    }
}
