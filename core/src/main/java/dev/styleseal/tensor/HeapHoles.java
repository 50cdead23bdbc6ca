package dev.styleseal.tensor;

import org.bytedeco.javacpp.Pointer;

/**
 * Free memory between blocks in use, of which glibc's heap gathers a third of what a network needs: small blocks settle where
 * large ones were, and the next large ones need another place. Giving it back costs page faults when it is used again. Used on the
 * engine thread; there is one heap in the process.
 */
public final class HeapHoles {
    /** Growth that is borne; with less, time grows faster than memory falls. */
    private static final long BORNE = 256L << 20;

    private static long least = 0; // bytes of the process since holes were last given back

    private HeapHoles() {}

    /**
     * Gives holes back to the system if the process has grown by 256 MiB since it last did, and does nothing where the system's heap
     * cannot. A tenth of a training step's time, so only where memory is worth it.
     */
    public static void giveBack() {
        long now = Pointer.physicalBytes();
        if (now > least + BORNE) {
            Pointer.trimMemory();
            least = Pointer.physicalBytes();
        } else {
            least = Math.min(least, now);
        }
    }
}
