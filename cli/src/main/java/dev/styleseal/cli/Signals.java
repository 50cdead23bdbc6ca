package dev.styleseal.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * Signals of the operating system, by the JDK's {@code sun.misc.Signal}. It is there on every JDK, but javac warns of it in
 * a way that cannot be silenced; therefore by name.
 */
final class Signals {
    private Signals() {}

    /** Calls {@code handler} on a thread of its own at every signal of that name; where there is no such signal, never. */
    static void listen(String name, Runnable handler) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> signalHandler = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {signalHandler}, (self, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            handler.run();
                            return null;
                        }
                        return method.invoke(handler, arguments);
                    });
            signal.getMethod("handle", signal, signalHandler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
        } catch (InvocationTargetException e) {
            return; // the system has no such signal, or Java was started with -Xrs: then it ends the process, as ever
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
