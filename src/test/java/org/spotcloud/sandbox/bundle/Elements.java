package org.spotcloud.sandbox.bundle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** Walks the children of an element in the one order that the format allows; anything else is refused by name. */
final class Elements {
    private final Element parent;
    private final List<Element> children = new ArrayList<>();
    private int next;

    Elements(Element parent) throws BundleRefused {
        this.parent = parent;
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (!(child instanceof Element element)) {
                throw new BundleRefused("<" + parent.getTagName() + "> holds text or white space beside its elements");
            }
            children.add(element);
        }
    }

    /** The next child, which must have this name and exactly these attributes. */
    Element take(String name, Map<String, String> attributes) throws BundleRefused {
        String found = next < children.size() ? children.get(next).getTagName() : "nothing";
        if (!found.equals(name)) {
            throw new BundleRefused("<" + parent.getTagName() + "> must go on with <" + name + ">, found " + found);
        }
        Element element = children.get(next++);
        Map<String, String> actual = attributes(element);
        if (!actual.equals(new TreeMap<>(attributes))) {
            throw new BundleRefused(
                    "<" + name + "> must have the attributes " + new TreeMap<>(attributes) + ", found " + actual);
        }
        return element;
    }

    /** The next child whatever its attributes. */
    Element take(String name) throws BundleRefused {
        return take(name, next < children.size() ? attributes(children.get(next)) : Map.of());
    }

    String text(String name, Map<String, String> attributes) throws BundleRefused {
        Element element = take(name, attributes);
        for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child.getNodeType() != Node.TEXT_NODE) {
                throw new BundleRefused("<" + name + "> must hold text only");
            }
        }
        return element.getTextContent();
    }

    String text(String name) throws BundleRefused {
        return text(name, Map.of());
    }

    boolean isNext(String name) {
        return next < children.size() && children.get(next).getTagName().equals(name);
    }

    boolean hasMore() {
        return next < children.size();
    }

    void end() throws BundleRefused {
        if (hasMore()) {
            throw new BundleRefused("<" + parent.getTagName() + "> must end, found "
                    + children.get(next).getTagName());
        }
    }

    private static Map<String, String> attributes(Element element) {
        Map<String, String> attributes = new TreeMap<>();
        for (int i = 0; i < element.getAttributes().getLength(); i++) {
            Node attribute = element.getAttributes().item(i);
            attributes.put(attribute.getNodeName(), attribute.getNodeValue());
        }
        return attributes;
    }
}
