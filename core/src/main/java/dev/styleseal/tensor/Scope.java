package dev.styleseal.tensor;

import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.jspecify.annotations.Nullable;

/**
 * Frees every tensor made on this thread since it opened, except those handed on by {@link #keep} or {@link #own}.
 *
 * <p>The only class that knows how native memory is released. A scope belongs to the thread that opened it.
 */
public final class Scope implements AutoCloseable {
    private final @Nullable PointerScope enclosing = PointerScope.getInnerScope();
    private final PointerScope mine = new PointerScope();

    /** Hands {@code pointer} to the enclosing scope, or to the caller if there is none. */
    public <P extends Pointer> P keep(P pointer) {
        requireOwner(pointer);
        if (enclosing == null) {
            pointer.retainReference();
        } else {
            enclosing.attach(pointer);
        }
        mine.detach(pointer); // last: detach drops a reference, and dropping the only one frees the tensor
        return pointer;
    }

    /** Takes {@code pointer} out of the hands of all scopes; the owner frees it with {@link #release}. */
    public static <P extends Pointer> P own(P pointer) {
        requireOwner(pointer);
        pointer.retainReference();
        return pointer;
    }

    /** Frees what {@link #own} or {@link #keep} without an enclosing scope handed out. */
    public static void release(Pointer pointer) {
        pointer.releaseReference();
    }

    /** Frees {@code pointer} at once, whatever scopes hold it; nobody may use it afterwards. */
    public static void free(Pointer pointer) {
        pointer.deallocate();
    }

    /** Elements of vectors and gradients live inside something else and die with it. */
    private static void requireOwner(Pointer pointer) {
        if (!pointer.isNull() && pointer.referenceCount() < 0) {
            throw new IllegalStateException("a part of something else cannot be kept; clone it first");
        }
    }

    @Override
    public void close() {
        mine.close();
    }
}
