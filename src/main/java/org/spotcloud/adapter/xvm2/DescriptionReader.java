package org.spotcloud.adapter.xvm2;

import java.io.ByteArrayInputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads {@code description.xml}, a libvirt-like {@code <domain>}. Namespaces are ignored: Archipel declares libvirt's,
 * the others none. Document types and external entities are refused.
 */
final class DescriptionReader {
    private static final Pattern UUID_TEXT = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");
    private static final String DOMAIN = "domain";
    private static final String DEVICES = DOMAIN + "/devices";
    private static final String DISK = DEVICES + "/disk";
    private static final String SOURCE = DISK + "/source";
    private static final String TARGET = DISK + "/target";
    private static final String NAME = DOMAIN + "/name";
    private static final String DESCRIPTION = DOMAIN + "/description";
    private static final String UUID_ELEMENT = DOMAIN + "/uuid";
    private static final Set<String> PLACES =
            Set.of(DOMAIN, DEVICES, DISK, SOURCE, TARGET, NAME, DESCRIPTION, UUID_ELEMENT);
    /** Whatever is not of interest, and all that is in it. */
    private static final String ELSEWHERE = "";

    private static final int MAX_DEPTH = 64;
    private static final int MAX_TEXT = 1024;

    /** Where the open elements stand: names could be long and deep, and are not put together again for each. */
    private final Deque<String> places = new ArrayDeque<>();

    private final List<Description.Device> disks = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private String name = "";
    private Optional<UUID> uuid = Optional.empty();
    private String description = "";
    private String device = "";
    private String source = "";
    private String target = "";

    private DescriptionReader() {}

    /** @throws PackageException when it is not such a description */
    static Description read(byte[] xml) throws PackageException {
        DescriptionReader reader = new DescriptionReader();
        try {
            reader.readAll(factory().createXMLStreamReader(new ByteArrayInputStream(xml)));
        } catch (XMLStreamException e) {
            throw new PackageException(
                    "expected description.xml to be well-formed XML, found: " + firstLine(e.getMessage()), e);
        }
        return new Description(reader.name, reader.uuid, reader.description, reader.disks);
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        return factory;
    }

    private void readAll(XMLStreamReader xml) throws XMLStreamException, PackageException {
        while (xml.hasNext()) {
            switch (xml.next()) {
                case XMLStreamConstants.START_ELEMENT -> begin(xml);
                case XMLStreamConstants.END_ELEMENT -> end();
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> append(xml.getText());
                case XMLStreamConstants.DTD ->
                    throw new PackageException("expected description.xml to be XML without a document type, found one");
                default -> {
                    // comments and instructions say nothing of the machine
                }
            }
        }
    }

    private void begin(XMLStreamReader xml) throws PackageException {
        String element = xml.getLocalName();
        if (places.isEmpty() && !element.equals(DOMAIN)) {
            throw new PackageException("expected description.xml to hold <domain>, found <" + element + ">");
        }
        String place = places.isEmpty() ? DOMAIN : places.getLast() + "/" + element;
        places.addLast(PLACES.contains(place) ? place : ELSEWHERE);
        text.setLength(0);
        if (places.size() > MAX_DEPTH) {
            throw new PackageException(
                    "expected at most " + MAX_DEPTH + " nested elements in description.xml, found more");
        }
        switch (places.getLast()) {
            case DISK -> {
                device = attribute(xml, "device").orElse(Description.Device.DISK);
                source = "";
                target = "";
            }
            case SOURCE -> source = attribute(xml, "file").orElse("");
            case TARGET -> target = attribute(xml, "dev").orElse("");
            default -> {
                // not of interest
            }
        }
    }

    private void end() {
        switch (places.removeLast()) {
            case NAME -> name = text.toString().strip();
            case DESCRIPTION -> description = text.toString().strip();
            case UUID_ELEMENT -> uuid = parseUuid(text.toString().strip());
            case DISK -> disks.add(new Description.Device(device, source, target));
            default -> {
                // not of interest
            }
        }
        text.setLength(0);
    }

    private void append(String characters) {
        text.append(characters, 0, Math.min(characters.length(), MAX_TEXT - Math.min(text.length(), MAX_TEXT)));
    }

    private static Optional<UUID> parseUuid(String written) {
        return UUID_TEXT.matcher(written).matches() ? Optional.of(UUID.fromString(written)) : Optional.empty();
    }

    private static Optional<String> attribute(XMLStreamReader xml, String name) {
        return Optional.ofNullable(xml.getAttributeValue(null, name));
    }

    private static String firstLine(String message) {
        return message == null ? "no XML" : message.lines().findFirst().orElse("no XML");
    }
}
