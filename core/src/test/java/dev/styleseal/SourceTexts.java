package dev.styleseal;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewArrayTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * All texts for people in Java sources, found by the compiler's own parser: whatever opens a message, and every other text
 * that looks like words. Texts of failures that only programmers see, and of annotations, are left out.
 */
public final class SourceTexts extends TreeScanner<@Nullable Void, @Nullable Void> {
    /** Exceptions that mean a fault of the program, and the JDK's that do. */
    private static final Pattern FAULT = Pattern.compile(
            "(Illegal(Argument|State)|UncheckedIO|IndexOutOfBounds|NullPointer|UnsupportedOperation|NumberFormat|Cancellation|EOF)Exception|AssertionError");

    private static final Set<String> OPENERS = Set.of("Message.of", "console.say", "console.result");

    private static final Set<String> HELP = Set.of("header", "description", "footer");

    /** Two words, or a word beside a space where something is put in. */
    private static final Pattern WORDS = Pattern.compile("(?s).*(\\p{L}[,;:.)}]* [({]*\\p{L}|^ \\p{L}|\\p{L} $).*");

    private final SortedMap<String, String> found = new TreeMap<>();
    private String file = "";

    private SourceTexts() {}

    /** The texts under a folder, each with the file where it stands. */
    public static SortedMap<String, String> in(Path sources) {
        SourceTexts texts = new SourceTexts();
        Path root = sources.toAbsolutePath().normalize();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (Stream<Path> walked = Files.walk(root);
                StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<Path> paths =
                    walked.filter(path -> path.toString().endsWith(".java")).toList();
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(paths));
            for (CompilationUnitTree unit : task.parse()) {
                texts.file =
                        root.relativize(Path.of(unit.getSourceFile().toUri())).toString();
                texts.scan(unit, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return texts.found;
    }

    /** Of annotations, picocli's help alone: lines of one text. */
    @Override
    public @Nullable Void visitAnnotation(AnnotationTree annotation, @Nullable Void unused) {
        for (ExpressionTree argument : annotation.getArguments()) {
            if (argument instanceof AssignmentTree part
                    && HELP.contains(part.getVariable().toString())) {
                List<? extends ExpressionTree> lines = part.getExpression() instanceof NewArrayTree array
                        ? array.getInitializers()
                        : List.of(part.getExpression());
                add(lines.stream().map(line -> constant(line).orElseThrow()).collect(Collectors.joining("\n")));
            }
        }
        return null;
    }

    @Override
    public @Nullable Void visitNewClass(NewClassTree creation, @Nullable Void unused) {
        return FAULT.matcher(creation.getIdentifier().toString()).matches()
                ? null
                : super.visitNewClass(creation, null);
    }

    @Override
    public @Nullable Void visitMethodInvocation(MethodInvocationTree call, @Nullable Void unused) {
        if (OPENERS.contains(call.getMethodSelect().toString())) {
            constant(call.getArguments().get(0)).ifPresent(this::add);
        }
        return super.visitMethodInvocation(call, null);
    }

    @Override
    public @Nullable Void visitBinary(BinaryTree sum, @Nullable Void unused) {
        Optional<String> whole = constant(sum);
        whole.ifPresent(this::addIfWords);
        return whole.isPresent() ? null : super.visitBinary(sum, null);
    }

    @Override
    public @Nullable Void visitLiteral(LiteralTree literal, @Nullable Void unused) {
        constant(literal).ifPresent(this::addIfWords);
        return null;
    }

    private void addIfWords(String text) {
        if (WORDS.matcher(text.replaceAll("\\{\\d[^}]*}", "X")).matches()) {
            add(text);
        }
    }

    private void add(String text) {
        if (text.replaceAll("\\{\\d+}", "").matches("(?s).*\\p{L}.*")) {
            found.putIfAbsent(text, file);
        }
    }

    /** The text that literals joined by + make. */
    private static Optional<String> constant(ExpressionTree tree) {
        if (tree instanceof LiteralTree literal && literal.getValue() instanceof String text) {
            return Optional.of(text);
        }
        if (tree instanceof ParenthesizedTree inside) {
            return constant(inside.getExpression());
        }
        if (tree instanceof BinaryTree sum && sum.getKind() == Tree.Kind.PLUS) {
            return constant(sum.getLeftOperand())
                    .flatMap(left -> constant(sum.getRightOperand()).map(right -> left + right));
        }
        return Optional.empty();
    }
}
