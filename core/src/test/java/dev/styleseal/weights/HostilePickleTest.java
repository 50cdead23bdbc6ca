package dev.styleseal.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pickles that would run programs, fill the memory or read beyond their bytes, each refused with what it is. */
class HostilePickleTest {
    /** Four times what values may take: all that was asked for is counted, also what was given back at once. */
    private static final long MOST_MEMORY = 512L << 20;

    private static final long[] ONE = {1};

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "os, system",
        "posix, system",
        "nt, system",
        "builtins, eval",
        "builtins, exec",
        "builtins, getattr",
        "__builtin__, eval",
        "__builtin__, apply",
        "subprocess, Popen",
        "torch, os.system",
        "torch, load",
        "torch.hub, load",
        "torch._utils, _rebuild_tensor_v2.__globals__",
        "torch, _utils._rebuild_tensor_v2",
        "collections, OrderedDict.__init__",
        "numpy.core.multiarray, _reconstruct",
        "pytorch_lightning.trainer.trainer, Trainer",
        "webbrowser, open",
    })
    void aNameOfAProgramIsRefusedByName(String module, String name) throws IOException {
        PickleBytes call = new PickleBytes()
                .global(module, name)
                .op("(")
                .text("touch /tmp/owned")
                .op("tR");
        assertRefused(call.stop(), "names " + module + "." + name, "nothing was run", ".safetensors");
        PickleBytes stack = new PickleBytes().text(module).text(name).bytes(0x93);
        assertRefused(stack.op("(").text("x").op("tR").stop(), "names " + module + "." + name);
        PickleBytes state = new PickleBytes().op("}").text("state_dict").global(module, name);
        assertRefused(state.op("s").stop(), "names " + module + "." + name);
    }

    @Test
    void whatIsNoFunctionIsNotCalled() throws IOException {
        assertRefused(new PickleBytes().global("torch", "FloatStorage").op(")R").stop(), "calls torch.FloatStorage");
        assertRefused(new PickleBytes().op("}").op(")R").stop(), "calls what is no function");
        assertRefused(
                new PickleBytes()
                        .global("collections", "OrderedDict")
                        .op(")R)R")
                        .stop(),
                "calls what is no function");
        assertRefused(
                new PickleBytes()
                        .global("torch", "FloatStorage")
                        .op(")")
                        .bytes(0x81)
                        .stop(),
                "calls torch.FloatStorage");
        assertRefused(new PickleBytes().bytes(0x93).stop(), "takes a value that is not there");
        assertRefused(new PickleBytes().op("NN").bytes(0x93).stop(), "names something by what is no text");
        assertRefused(new PickleBytes().global("torch", "device").op("}R").stop(), "has no tuple of arguments");
    }

    @Test
    void otherWaysToMakeObjectsAreRefused() throws IOException {
        assertRefused(new PickleBytes().op("(iposix\nsystem\n").stop(), "with INST");
        assertRefused(
                new PickleBytes().op("(").global("torch", "device").op("o").stop(), "with OBJ");
        assertRefused(
                new PickleBytes().global("torch", "device").op(")}").bytes(0x92).stop(), "with NEWOBJ_EX");
        assertRefused(new PickleBytes().bytes(0x82, 1).stop(), "with EXT1");
        assertRefused(new PickleBytes().bytes(0x83, 1, 0).stop(), "with EXT2");
        assertRefused(new PickleBytes().bytes(0x84, 1, 0, 0, 0).stop(), "with EXT4");
        assertRefused(new PickleBytes().op("Pstorage\n").stop(), "with PERSID");
        assertRefused(new PickleBytes().bytes(0x97).stop(), "NEXT_BUFFER");
        assertRefused(
                new PickleBytes().op("}}b").global("torch", "device").op("b").stop(), "");
        assertRefused(new PickleBytes().op("]}b").stop(), "gives a state to what has none");
        assertRefused(new PickleBytes().op("Q").stop(), "takes a value that is not there");
        assertRefused(new PickleBytes().op("NQ").stop(), "refers to something outside");
    }

    @Test
    void whatProtocolTwoDoesNotNeedIsRefused() throws IOException {
        assertRefused(new PickleBytes().op("I1\n").stop(), "INT");
        assertRefused(new PickleBytes().op("S'a'\n").stop(), "STRING");
        assertRefused(new PickleBytes().op("g0\n").stop(), "GET");
        assertRefused(new PickleBytes().bytes(0xff).stop(), "no instruction 255");
        assertRefused(new PickleBytes().bytes(0x80, 2).stop(), "PROTO");
        assertRefused(new PickleBytes().bytes(1).stop(), "no instruction 1");
    }

    @Test
    void lengthsThatLieAreRefusedBeforeTheirMemoryIsAsked() throws IOException {
        assertRefused(
                new PickleBytes().bytes(0x8b).int4(Integer.MAX_VALUE).stop(), "a whole number has 2147483647 bytes");
        assertRefused(new PickleBytes().bytes(0x8b).int4(-1).stop(), "a whole number has");
        assertRefused(new PickleBytes().bytes(0x8d).int8(1L << 40).stop(), "behind its end");
        assertRefused(new PickleBytes().bytes(0x8d).int8(-1).stop(), "behind its end");
        assertRefused(new PickleBytes().bytes(0x8e).int8(Long.MAX_VALUE).stop(), "behind its end");
        assertRefused(new PickleBytes().op("X").int4(-1).stop(), "behind its end");
        assertRefused(new PickleBytes().op("T").int4(-1).stop(), "behind its end");
        assertRefused(new PickleBytes().op("B").int4(0xfffffff0L).stop(), "behind its end");
        assertRefused(new PickleBytes().bytes(0x95).int8(1L << 40).stop(), "behind its end");
        assertRefused(new PickleBytes().bytes(0x95).int8(-5).stop(), "behind its end");
        assertRefused(new PickleBytes().op("c" + "a".repeat(5000) + "\nb\n").stop(), "a name is longer");
        assertRefused(new PickleBytes().op("j").int4(-1).stop(), "refers to its value 4294967295");
    }

    @Test
    void textsMustBeUtf8AndKeysPlain() throws IOException {
        assertRefused(new PickleBytes().op("X").int4(1).bytes(0xff).stop(), "not valid UTF-8");
        assertRefused(new PickleBytes().op("}").op("]Ns").stop(), "neither text nor a whole number");
        assertRefused(
                new PickleBytes().op("}").text("a").op("Ns").text("a").op("Ns").stop(), "the key a twice");
        assertRefused(new PickleBytes().op("NNNs").stop(), "in what is no dictionary");
        assertRefused(new PickleBytes().op("}(Nu").stop(), "in what is no dictionary");
        assertRefused(new PickleBytes().op(")Na").stop(), "appended to what is no list");
        assertRefused(new PickleBytes().op("e").stop(), "a mark is missing");
        assertRefused(new PickleBytes().op("(N(a").stop(), "takes a value that is not there");
        assertRefused(new PickleBytes().op("NN").stop(), "ends with 2 values");
    }

    @Test
    void listsThatHoldEachOtherComeToAnEnd() throws IOException {
        PickleBytes laughs = new PickleBytes().op("}").text("lol").op("]q").bytes(0);
        for (int level = 1; level < 40; level++) {
            laughs.op("0](").op(("h" + (char) (level - 1)).repeat(10)).op("eq").bytes(level);
        }
        assertRefused(laughs.op("s").stop(), "nests lists and dictionaries without end");
        PickleBytes ring = new PickleBytes().op("}").text("a").op("]q").bytes(0).op("(");
        assertRefused(ring.op("h\0".repeat(10)).op("es").stop(), "nests lists and dictionaries without end");
        PickleBytes self =
                new PickleBytes().op("}q").bytes(0).text("state_dict").op("h").bytes(0);
        assertRefused(self.op("s").stop(), "nests more than 16 levels of state_dict");
    }

    @Test
    void memoryThatIsNotGivenBackIsRefused() throws IOException {
        byte[] million = "]q\0".repeat(2_000_000).getBytes(StandardCharsets.ISO_8859_1);
        assertRefused(
                new PickleBytes()
                        .op(new String(million, StandardCharsets.ISO_8859_1))
                        .stop(),
                "piles up");
        assertRefused(new PickleBytes().op("]0".repeat(4_000_000)).stop(), "asks for more than 128 MB");
        assertRefused(new PickleBytes().op("N" + "2".repeat(3_000_000)).stop(), "piles up more than");
        assertRefused(new PickleBytes().op("(".repeat(100_000)).stop(), "nests more than 10000 lists");
        assertRefused(new PickleBytes().op("N" + "\u0085".repeat(2_000_000)).stop(), "asks for");
        assertRefused(new PickleBytes().op("]q\0" + "h\0a".repeat(3_000_000)).stop(), "asks for");
        String text = "X\0\0\u0010\0" + "a".repeat(1 << 20);
        assertRefused(new PickleBytes().op((text + "0").repeat(60)).stop(), "asks for");
    }

    @Test
    void viewsThatLeaveTheirStorageAreRefused() throws IOException {
        assertTensorRefused(4, 0, new long[] {5}, ONE, "does not fit into its storage of 4 elements");
        assertTensorRefused(4, 1, new long[] {4}, ONE, "does not fit");
        assertTensorRefused(4, 0, new long[] {2, 2}, new long[] {3, 1}, "does not fit");
        assertTensorRefused(4, 0, new long[] {1L << 40}, new long[] {0}, "does not fit");
        assertTensorRefused(4, 0, new long[] {5}, new long[] {0}, "does not fit");
        assertTensorRefused(4, 0, new long[] {1L << 32, 1L << 32}, new long[] {1, 1}, "does not fit");
        assertTensorRefused(4, 0, new long[] {1L << 62, 2, 2}, new long[] {0, 0, 0}, "does not fit");
        assertTensorRefused(4, 0, new long[] {2}, new long[] {Long.MAX_VALUE}, "does not fit");
        assertTensorRefused(4, 0, new long[] {3, 1}, new long[] {Long.MAX_VALUE, 1}, "does not fit");
        assertTensorRefused(4, Long.MAX_VALUE, new long[] {1}, ONE, "does not fit");
        assertTensorRefused(4, 5, new long[] {0}, ONE, "does not fit");
        assertTensorRefused(4, -1, new long[] {1}, ONE, "offset -1");
        assertTensorRefused(4, 0, new long[] {-1}, ONE, "offset -1");
        assertTensorRefused(4, 0, new long[] {2}, new long[] {-1}, "offset -1");
        assertTensorRefused(4, 0, new long[] {2, 2}, ONE, "has 2 sizes and 1 strides");
        assertTensorRefused(4, 0, new long[17], new long[17], "at most 16 sizes");
    }

    @Test
    void storagesThatLieAreRefused() throws IOException {
        assertTensorRefused(5, 0, new long[] {1}, ONE, "should have 20 bytes and has 16");
        assertTensorRefused(3, 0, new long[] {1}, ONE, "should have 12 bytes and has 16");
        assertTensorRefused(1L << 38, 0, new long[] {1L << 38}, ONE, "should have 1099511627776 bytes");
        assertTensorRefused(-1, 0, new long[] {1}, ONE, "no storage of numbers");
        assertTensorRefused(Long.MAX_VALUE, 0, new long[] {1}, ONE, "no storage of numbers");
        assertRefused(PickleBytes.of("../../etc/passwd", 4, 0, ONE, ONE), "no entry for its storage ../../etc/passwd");
        PickleBytes two =
                new PickleBytes().op("}").text("a").tensor("0", 4, 0, ONE, ONE).op("s");
        two.text("b").storage("IntStorage", "0", 4).op("s");
        assertRefused(two.stop(), "holds both F32 and I32");
        assertRefused(
                new PickleBytes()
                        .op("}")
                        .text("b")
                        .storage("IntStorage", "0", 4)
                        .op("s")
                        .stop(),
                "without a shape");
        assertRefused(new PickleBytes().op("(").text("file").op("tQ").stop(), "no storage of numbers");
        PickleBytes bare = new PickleBytes().op("}").text("a").global("torch._utils", "_rebuild_tensor_v2");
        assertRefused(bare.op(")Rs").stop(), "described in a way that is not known");
        PickleBytes parameter = new PickleBytes().op("}").text("a").global("torch._utils", "_rebuild_parameter");
        assertRefused(parameter.op("(NtRs").stop(), "its parameter a holds no tensor");
    }

    @Test
    void theSameBytesUnderTooManyNamesAreRefused() throws IOException {
        PickleBytes many = new PickleBytes().op("}");
        for (int i = 0; i < 1000; i++) {
            many.text("a" + i);
            if (i == 0) {
                many.tensor("0", 10_000, 0, new long[] {10_000}, ONE).op("q").bytes(0);
            } else {
                many.op("h").bytes(0);
            }
            many.op("s");
        }
        assertRefused(ZipBytes.model(many.stop(), 40_000).in(folder), "claim more than 4 times");
    }

    @Test
    void aPickleThatIsNoModelIsRefused() throws IOException {
        assertRefused(new PickleBytes().op("N").stop(), "holds no dictionary of tensors");
        assertRefused(new PickleBytes().op("]").stop(), "holds no dictionary of tensors");
        assertRefused(new byte[0], "behind its end");
        assertRefused(new byte[] {'.'}, "no pickle of protocol 2 to 5");
        assertRefused(new byte[] {(byte) 0x80, 6}, "no pickle of protocol 2 to 5");
        byte[] longer = new byte[20];
        longer[0] = (byte) 0x80;
        longer[1] = 2;
        longer[2] = '}';
        longer[3] = '.';
        assertRefused(longer, "its pickle ends at byte 4 of 20");
    }

    @Test
    void theOldFormatIsHeldToItsCounts() throws IOException {
        byte[] whole = Files.readAllBytes(Path.of("src/test/resources/golden/pickles/views-legacy.pt"));
        assertFileRefused(Arrays.copyOf(whole, whole.length + 1), "of " + (whole.length + 1));
        assertFileRefused(Arrays.copyOf(whole, whole.length - 1), "bytes left in the file");
        byte[] lies = whole.clone();
        ByteBuffer.wrap(lies).order(ByteOrder.LITTLE_ENDIAN).putLong(whole.length - 35 * 2 - 8, 1L << 40);
        assertFileRefused(lies, "should have 35 elements and has 1099511627776");
        assertFileRefused(new PickleBytes().whole(5).stop(), "without the mark of torch.save");
    }

    @Test
    void otherFormatsAreNamed() throws IOException {
        byte[] tar = new byte[1024];
        System.arraycopy("ustar".getBytes(StandardCharsets.US_ASCII), 0, tar, 257, 5);
        assertFileRefused(tar, "a tar file, as torch wrote them in 2016");
        assertFileRefused("<!DOCTYPE html>".getBytes(StandardCharsets.US_ASCII), "web page");
        assertFileRefused("hello, I am no model".getBytes(StandardCharsets.US_ASCII), "begins neither as");
        assertFileRefused(new byte[0], "begins neither as");
    }

    private void assertTensorRefused(long elements, long offset, long[] shape, long[] strides, String words)
            throws IOException {
        assertRefused(PickleBytes.of("0", elements, offset, shape, strides), words);
    }

    private void assertRefused(byte[] pickle, String... words) throws IOException {
        assertRefused(ZipBytes.model(pickle, 16).in(folder), words);
    }

    private void assertFileRefused(byte[] file, String words) throws IOException {
        assertRefused(Files.write(folder.resolve("hostile.ckpt"), file), words);
    }

    private static void assertRefused(Path file, String... words) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        assertThatThrownBy(() -> TensorFile.open(file).close())
                .isInstanceOfAny(CorruptFile.class, BadInput.class)
                .message()
                .contains("hostile.ckpt")
                .contains(words);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                .as("bytes that were asked for")
                .isLessThan(MOST_MEMORY);
    }
}
