package dev.styleseal.report;

import dev.styleseal.error.Language;
import dev.styleseal.io.AtomicFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * One page that tells a whole story: everything is inside the file, nothing is fetched and nothing is run. It suits a
 * screen of any width, light or dark, and paper.
 *
 * <pre>{@code
 * new Report("Sneakers", "What 20 pictures taught.", hero, sections, footer).save(Path.of("report.html"));
 * }</pre>
 *
 * @param language of the page; its texts are in it already
 * @param title heading of the page
 * @param lead the sentence under it
 * @param hero what one sees first
 * @param sections the story, listed at its beginning
 * @param footer small print, such as the makers of pictures
 */
public record Report(
        Language language, String title, String lead, List<Block> hero, List<Section> sections, List<String> footer) {
    /** Lets a browser load nothing but what the page itself carries, whatever else it may hold. */
    private static final String POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

    public Report {
        hero = List.copyOf(hero);
        sections = List.copyOf(sections);
        footer = List.copyOf(footer);
    }

    /** A page in English. */
    public Report(String title, String lead, List<Block> hero, List<Section> sections, List<String> footer) {
        this(Language.ENGLISH, title, lead, hero, sections, footer);
    }

    /**
     * Writes the page, whole or not at all, replacing what stands there.
     *
     * @throws dev.styleseal.error.BadInput if it cannot be written
     */
    public void save(Path target) {
        byte[] page = html().getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(target, channel -> {
            ByteBuffer rest = ByteBuffer.wrap(page);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
        });
    }

    /** The page: HTML that is well-formed XML too. */
    public String html() {
        Html html = new Html(Words.beside(Report.class, language));
        html.open("html", "lang", language.code());
        head(html);
        html.open("body");
        html.open("header").open("div", "class", "title");
        Emblem.writeTo(html);
        html.open("div")
                .element("h1", title)
                .element("p", lead, "class", "lead")
                .close();
        html.close();
        hero.forEach(block -> block.writeTo(html));
        html.close();
        contents(html);
        html.open("main");
        sections.forEach(section -> section.writeTo(html));
        html.close().open("footer");
        footer.forEach(line -> html.element("p", line));
        return html.close().close().close().end();
    }

    private void head(Html html) {
        html.open("head").empty("meta", "charset", "utf-8");
        html.empty("meta", "http-equiv", "Content-Security-Policy", "content", POLICY);
        html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        html.empty("meta", "name", "color-scheme", "content", "light dark");
        html.empty("meta", "name", "generator", "content", "Style Seal");
        html.empty("link", "rel", "icon", "href", "data:,");
        html.element("title", title).open("style").text(css()).close().close();
    }

    private void contents(Html html) {
        html.open("nav", "aria-label", html.words().of("page.contents")).open("ul");
        for (Section section : sections) {
            html.open("li")
                    .element("a", section.heading(), "href", "#" + section.id())
                    .close();
        }
        html.close().close();
    }

    /** Without quotes or angle brackets, which mean something else inside a style element of HTML than of XML. */
    private static String css() {
        try (InputStream in = Objects.requireNonNull(Report.class.getResourceAsStream("report.css"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
