package dev.styleseal.report;

/**
 * Lines to be copied into a terminal or a program.
 *
 * @param caption where they belong
 */
public record CodeLines(String caption, String lines) implements Block {
    @Override
    public void writeTo(Html html) {
        html.open("figure", "class", "code").element("figcaption", caption);
        html.open("pre", "tabindex", "0").element("code", lines).close().close();
    }
}
