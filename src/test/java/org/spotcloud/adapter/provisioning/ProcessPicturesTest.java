package org.spotcloud.adapter.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.io.File;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnShape;
import org.camunda.bpm.model.bpmn.instance.dc.Bounds;
import org.camunda.bpm.model.bpmn.instance.di.Waypoint;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The diagrams explain the product in Cockpit, so one must see where each arrow begins and ends. */
class ProcessPicturesTest {
    private record Stretch(SequenceFlow flow, Line2D line, boolean first, boolean last) {
        boolean mayTouch(FlowNode node) {
            FlowNode source = flow.getSource();
            boolean begins =
                    node.equals(source) || source instanceof BoundaryEvent event && node.equals(event.getAttachedTo());
            return begins && first || node.equals(flow.getTarget()) && last;
        }

        @Override
        public String toString() {
            return flow.getId();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"image-import", "instance-launch", "instance-terminate", "instance-power"})
    void noArrowTouchesWhatItDoesNotConnectOrCrossesAnother(String process) {
        BpmnModelInstance model = Bpmn.readModelFromFile(new File("processes/" + process + ".bpmn"));
        List<Stretch> stretches = model.getModelElementsByType(SequenceFlow.class).stream()
                .flatMap(flow -> stretches(flow).stream())
                .toList();
        Collection<FlowNode> nodes = model.getModelElementsByType(FlowNode.class);
        List<String> faults = new ArrayList<>();
        for (Stretch stretch : stretches) {
            nodes.stream()
                    .filter(node -> !isAround(node, stretch))
                    .filter(node -> !stretch.mayTouch(node) && shape(node).intersectsLine(stretch.line()))
                    .forEach(node -> faults.add(stretch + " touches " + node.getId()));
            stretches.stream()
                    .filter(other ->
                            !other.flow().equals(stretch.flow()) && other.line().intersectsLine(stretch.line()))
                    .forEach(other -> faults.add(stretch + " crosses " + other));
        }
        assertThat(faults).isEmpty();
    }

    /** A subprocess is around its own flows. */
    private static boolean isAround(FlowNode node, Stretch stretch) {
        return stretch.flow().getParentElement().equals(node);
    }

    private static List<Stretch> stretches(SequenceFlow flow) {
        List<Waypoint> points = List.copyOf(flow.getDiagramElement().getWaypoints());
        List<Stretch> stretches = new ArrayList<>();
        for (int i = 1; i < points.size(); i++) {
            Waypoint from = points.get(i - 1);
            Waypoint to = points.get(i);
            stretches.add(new Stretch(
                    flow,
                    new Line2D.Double(from.getX(), from.getY(), to.getX(), to.getY()),
                    i == 1,
                    i == points.size() - 1));
        }
        return stretches;
    }

    private static Rectangle2D shape(FlowNode node) {
        Bounds bounds = ((BpmnShape) node.getDiagramElement()).getBounds();
        return new Rectangle2D.Double(bounds.getX(), bounds.getY(), bounds.getWidth(), bounds.getHeight());
    }
}
