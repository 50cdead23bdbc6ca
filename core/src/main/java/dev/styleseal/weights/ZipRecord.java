package dev.styleseal.weights;

/**
 * One entry of a zip file, stored as it is.
 *
 * @param name its path within the zip
 * @param headerOffset position of its local header in the file
 * @param offset position of its first byte in the file
 * @param byteCount its length
 */
record ZipRecord(String name, long headerOffset, long offset, long byteCount) {
    long end() {
        return offset + byteCount;
    }
}
