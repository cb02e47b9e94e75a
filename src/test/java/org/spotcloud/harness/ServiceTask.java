package org.spotcloud.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * A service task of a BPMN file.
 *
 * @param external whether the poller serves it; else a delegate does it in the engine's own transaction
 */
record ServiceTask(String process, String id, String name, boolean external) {
    private static final String BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL";
    private static final String CAMUNDA = "http://camunda.org/schema/1.0/bpmn";

    /** All service tasks of the BPMN files in a folder, in the order of the files' names. */
    static List<ServiceTask> all(Path folder) throws IOException {
        List<ServiceTask> tasks = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".bpmn"))
                    .sorted()
                    .toList()) {
                tasks.addAll(of(file));
            }
        }
        return tasks;
    }

    private static List<ServiceTask> of(Path file) throws IOException {
        Document document = parse(file);
        String process =
                ((Element) document.getElementsByTagNameNS(BPMN, "process").item(0)).getAttribute("id");
        NodeList found = document.getElementsByTagNameNS(BPMN, "serviceTask");
        List<ServiceTask> tasks = new ArrayList<>();
        for (int index = 0; index < found.getLength(); index++) {
            Element task = (Element) found.item(index);
            tasks.add(new ServiceTask(
                    process,
                    task.getAttribute("id"),
                    task.getAttribute("name"),
                    task.getAttributeNS(CAMUNDA, "type").equals("external")));
        }
        return tasks;
    }

    private static Document parse(Path file) throws IOException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            return factory.newDocumentBuilder().parse(file.toFile());
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException("not readable as XML: " + file, e);
        }
    }
}
