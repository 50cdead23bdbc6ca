package dev.styleseal.weights;

import java.nio.charset.StandardCharsets;

/** What a file that is no safetensors file probably is, judged by its first eight bytes. */
final class Lookalike {
    private Lookalike() {}

    /** A sentence with a leading space, or nothing. */
    static String hint(byte[] start) {
        String text = new String(start, StandardCharsets.ISO_8859_1);
        if (text.startsWith("version ")) {
            return " It looks like a Git LFS pointer: run git lfs pull in its folder.";
        }
        if (text.startsWith("PK")) {
            return " It looks like a zip file, perhaps a .ckpt or .pt model under another name.";
        }
        if (text.startsWith("\u0080")) {
            return " It looks like a Python pickle, perhaps a .ckpt, .pt or .bin model under another name.";
        }
        if (text.startsWith("<")) {
            return " It looks like a web page, perhaps the error page of a download.";
        }
        if (text.startsWith("GGUF")) {
            return " It looks like a GGUF model.";
        }
        return "";
    }
}
