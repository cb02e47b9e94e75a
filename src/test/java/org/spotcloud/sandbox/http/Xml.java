package org.spotcloud.sandbox.http;

import java.util.Collection;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Writes a small XML document, element by element. */
public final class Xml {
    private static final String DECLARATION = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

    private final String root;
    private final StringBuilder text = new StringBuilder(DECLARATION);

    public Xml(String root) {
        this.root = root;
        text.append('<').append(root).append('>');
    }

    public Xml(String root, String namespace) {
        this.root = root;
        text.append('<').append(root).append(" xmlns=\"").append(namespace).append("\">");
    }

    /** An element with text; none when the value is null. */
    public Xml leaf(String name, Object value) {
        if (value != null) {
            text.append('<').append(name).append('>');
            escape(value.toString());
            text.append("</").append(name).append('>');
        }
        return this;
    }

    public Xml element(String name, Consumer<Xml> content) {
        text.append('<').append(name).append('>');
        content.accept(this);
        text.append("</").append(name).append('>');
        return this;
    }

    /** A set of EC2: an element with an {@code item} for each value. */
    public <T> Xml items(String name, Collection<T> values, BiConsumer<Xml, T> content) {
        return element(name, set -> values.forEach(value -> set.element("item", item -> content.accept(item, value))));
    }

    /** The whole document; nothing may be added after. */
    public String text() {
        return text.append("</").append(root).append('>').toString();
    }

    private void escape(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '<' -> text.append("&lt;");
                case '>' -> text.append("&gt;");
                case '&' -> text.append("&amp;");
                case '"' -> text.append("&quot;");
                default -> text.append(c);
            }
        }
    }
}
