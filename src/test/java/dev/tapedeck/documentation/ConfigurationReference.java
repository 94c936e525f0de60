package dev.tapedeck.documentation;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import io.smallrye.config.WithParentName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The table of all keys under {@code tapedeck}, made from the interfaces that read them and from their Javadoc. */
final class ConfigurationReference {

    private static final Pattern STRING = Pattern.compile("\"((?:\\\\.|[^\"])*)\"");

    /** What one key takes, and what it means. */
    private record Key(String standard, String meaning) {}

    private final Map<String, Key> keys = new TreeMap<>();

    private ConfigurationReference() {}

    /** Reads all sources below a folder. */
    static ConfigurationReference of(Path sources) throws IOException {
        ConfigurationReference reference = new ConfigurationReference();
        List<Path> mappings;
        try (var files = Files.walk(sources)) {
            mappings = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(ConfigurationReference::isMapping)
                    .toList();
        }
        Sources parsed = Sources.parse(mappings);
        for (CompilationUnitTree unit : parsed.units()) {
            reference.new Mapping(parsed.docs()).scan(unit, null);
        }
        return reference;
    }

    private static boolean isMapping(Path file) {
        try {
            return Files.readString(file).contains("@" + ConfigMapping.class.getSimpleName() + "(");
        } catch (IOException e) {
            throw new IllegalStateException(file + " cannot be read", e);
        }
    }

    /** The table in Markdown. */
    String table() {
        return keys.entrySet().stream()
                .map(entry -> "| `" + entry.getKey() + "` | " + entry.getValue().standard() + " | "
                        + entry.getValue().meaning() + " |\n")
                .collect(Collectors.joining("", "| key | default | meaning |\n| --- | --- | --- |\n", ""));
    }

    /** Goes through one file. */
    private final class Mapping extends TreePathScanner<@Nullable Void, @Nullable Void> {

        private final DocTrees docs;
        private final Map<String, ClassTree> groups = new TreeMap<>();

        Mapping(DocTrees docs) {
            this.docs = docs;
        }

        @Override
        public @Nullable Void visitClass(ClassTree type, @Nullable Void nothing) {
            String own = annotation(type.getModifiers().getAnnotations(), ConfigMapping.class);
            if (own == null) {
                return null;
            }
            collect(type);
            members(getCurrentPath(), type, text(own));
            return null;
        }

        private void collect(ClassTree type) {
            for (Tree member : type.getMembers()) {
                if (member instanceof ClassTree group && group.getKind() == Tree.Kind.INTERFACE) {
                    groups.put(group.getSimpleName().toString(), group);
                    collect(group);
                }
            }
        }

        private void members(TreePath path, ClassTree type, String prefix) {
            for (Tree member : type.getMembers()) {
                if (member instanceof MethodTree method && method.getBody() == null) {
                    key(new TreePath(path, method), method, prefix);
                }
            }
        }

        private void key(TreePath path, MethodTree method, String prefix) {
            var annotations = method.getModifiers().getAnnotations();
            String name = annotation(annotations, WithName.class);
            String key = annotation(annotations, WithParentName.class) == null
                    ? prefix + '.' + (name == null ? kebab(method.getName().toString()) : text(name))
                    : prefix;
            String type = method.getReturnType().toString();
            ClassTree group = groups.get(type.replaceAll(".*[<, ](\\w+)>", "$1"));
            if (type.startsWith("Map<")) {
                key += ".\"NAME\"";
            }
            if (group != null) {
                members(new TreePath(path.getParentPath(), group), group, key);
                return;
            }
            String standard = annotation(annotations, WithDefault.class);
            keys.put(key, new Key(standard == null ? "" : '`' + text(standard) + '`', meaning(path)));
        }

        private String meaning(TreePath path) {
            DocCommentTree comment = docs.getDocCommentTree(path);
            if (comment == null) {
                throw new IllegalStateException(path.getLeaf() + " has no Javadoc");
            }
            return markdown(comment.getFullBody()).replaceAll("\\s+", " ").strip();
        }

        private String markdown(List<? extends DocTree> parts) {
            List<String> text = new ArrayList<>();
            for (DocTree part : parts) {
                text.add(
                        switch (part) {
                            case LiteralTree literal -> '`' + literal.getBody().toString() + '`';
                            case LinkTree link -> '`' + link.getReference().toString() + '`';
                            default -> part.toString().replaceAll("</?p>", "");
                        });
            }
            return String.join("", text).replace("|", "\\|");
        }
    }

    private static @Nullable String annotation(
            List<? extends com.sun.source.tree.AnnotationTree> annotations, Class<?> wanted) {
        return annotations.stream()
                .filter(one -> one.getAnnotationType().toString().equals(wanted.getSimpleName()))
                .map(Object::toString)
                .findFirst()
                .orElse(null);
    }

    private static String text(String annotation) {
        Matcher string = STRING.matcher(annotation);
        return string.find() ? string.group(1) : "";
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT);
    }
}
