package org.spotcloud.adapter.bundle;

/** Elements one after the other with no white space between them: signatures are made over these very characters. */
final class Xml {
    private final StringBuilder text = new StringBuilder();

    /** Appends an element that holds text. */
    Xml text(String name, String content, String... attribute) {
        return wrap(name, escape(content), attribute);
    }

    /** Appends an element that holds elements. */
    Xml element(String name, Xml content, String... attribute) {
        return wrap(name, content.toString(), attribute);
    }

    /** Appends elements that are written already. */
    Xml raw(String elements) {
        text.append(elements);
        return this;
    }

    private Xml wrap(String name, String content, String... attribute) {
        text.append('<').append(name);
        for (int i = 0; i < attribute.length; i += 2) {
            text.append(' ').append(attribute[i]).append("=\"");
            text.append(escape(attribute[i + 1])).append('"');
        }
        text.append('>').append(content).append("</").append(name).append('>');
        return this;
    }

    private static String escape(String content) {
        return content.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
