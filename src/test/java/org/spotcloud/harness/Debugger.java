package org.spotcloud.harness;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.IncompatibleThreadStateException;
import com.sun.jdi.Method;
import com.sun.jdi.ObjectReference;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.StackFrame;
import com.sun.jdi.StringReference;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.Value;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.request.BreakpointRequest;
import com.sun.jdi.request.ClassPrepareRequest;
import com.sun.jdi.request.EventRequest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Stops one thread of the service at an exact point, through the debugger's interface of the JVM, so that the service needs
 * nothing for it. The other threads go on.
 */
final class Debugger {
    private static final String PLACE = "place";
    private static final String ATTEMPTS_TASK = "task";
    private static final String ACTIVITY_FIELD = "activityId";

    private final VirtualMachine machine;
    private Strike.Stopped wanted;
    private CompletableFuture<Void> stopped = new CompletableFuture<>();

    private Debugger(VirtualMachine machine) {
        this.machine = machine;
        Thread events = new Thread(this::handleEvents, "debugger");
        events.setDaemon(true);
        events.start();
    }

    /** The option with which a JVM lets {@link #attach} in. */
    static String option(int port) {
        return "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:" + port;
    }

    static Debugger attach(int port) throws IOException {
        AttachingConnector connector = Bootstrap.virtualMachineManager().attachingConnectors().stream()
                .filter(candidate -> candidate.name().equals("com.sun.jdi.SocketAttach"))
                .findFirst()
                .orElseThrow();
        Map<String, Connector.Argument> arguments = connector.defaultArguments();
        arguments.get("hostname").setValue("127.0.0.1");
        arguments.get("port").setValue(Integer.toString(port));
        try {
            return new Debugger(connector.attach(arguments));
        } catch (IllegalConnectorArgumentsException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Lets the next thread that comes there stop; the future is done when one has. */
    synchronized CompletableFuture<Void> stopAt(Strike.Stopped strike) {
        wanted = strike;
        stopped = new CompletableFuture<>();
        try {
            breakAt(strike.at(), null);
        } catch (VMDisconnectedException e) {
            stopped.completeExceptionally(e);
        }
        return stopped;
    }

    /** Withdraws what was asked for and lets a stopped thread go on. */
    synchronized void forget() {
        try {
            machine.eventRequestManager().deleteAllBreakpoints();
            machine.eventRequestManager()
                    .deleteEventRequests(
                            List.copyOf(machine.eventRequestManager().classPrepareRequests()));
            machine.resume();
        } catch (VMDisconnectedException e) {
            // it was killed: nothing to withdraw
        }
    }

    private void breakAt(Place place, ThreadReference thread) {
        List<ReferenceType> loaded = machine.classesByName(place.type());
        if (loaded.isEmpty()) {
            ClassPrepareRequest prepare = machine.eventRequestManager().createClassPrepareRequest();
            prepare.addClassFilter(place.type());
            prepare.putProperty(PLACE, place);
            prepare.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
            prepare.enable();
        }
        loaded.forEach(type -> breakIn(type, place, thread));
    }

    private void breakIn(ReferenceType type, Place place, ThreadReference thread) {
        for (Method method : type.methodsByName(place.method())) {
            if (!method.isAbstract() && !method.isBridge()) {
                BreakpointRequest request = machine.eventRequestManager().createBreakpointRequest(method.location());
                request.putProperty(PLACE, place);
                request.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
                if (thread != null) {
                    request.addThreadFilter(thread);
                }
                request.enable();
            }
        }
    }

    private void handleEvents() {
        try {
            while (true) {
                EventSet events = machine.eventQueue().remove();
                boolean goOn = true;
                for (Event event : events) {
                    goOn &= goesOn(event);
                }
                if (goOn) {
                    events.resume();
                }
            }
        } catch (VMDisconnectedException | InterruptedException e) {
            stopped.completeExceptionally(e);
        }
    }

    private synchronized boolean goesOn(Event event) {
        if (event instanceof ClassPrepareEvent prepared) {
            breakIn(prepared.referenceType(), (Place) event.request().getProperty(PLACE), null);
        } else if (event instanceof BreakpointEvent hit) {
            return goesOn(hit, (Place) hit.request().getProperty(PLACE));
        }
        return true;
    }

    private boolean goesOn(BreakpointEvent hit, Place place) {
        if (stopped.isDone()) {
            return true;
        }
        boolean second = place.task() == Place.Naming.BY_THREAD;
        if (!second && !wanted.task().equals(taskAt(hit.thread(), place))) {
            return true;
        }
        machine.eventRequestManager().deleteAllBreakpoints();
        if (!second && wanted.then().isPresent()) {
            breakAt(wanted.then().get(), hit.thread());
            return true;
        }
        stopped.complete(null);
        return false;
    }

    /** The id of the service task that a stopped call is about; null when it tells none. */
    private static String taskAt(ThreadReference thread, Place place) {
        try {
            StackFrame frame = thread.frame(0);
            if (place.task() == Place.Naming.FIELD_OF_THIS) {
                return text(field(field(frame.thisObject(), ATTEMPTS_TASK), ACTIVITY_FIELD));
            }
            Value first = frame.getArgumentValues().get(0);
            return place.task() == Place.Naming.LOCKED_TASK
                    ? text(field(first, ACTIVITY_FIELD))
                    : text(currentActivity(thread, (ObjectReference) first));
        } catch (IncompatibleThreadStateException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Value currentActivity(ThreadReference thread, ObjectReference execution) {
        Method method =
                execution.referenceType().methodsByName("getCurrentActivityId").get(0);
        try {
            return execution.invokeMethod(thread, method, List.of(), ObjectReference.INVOKE_SINGLE_THREADED);
        } catch (com.sun.jdi.InvocationException
                | com.sun.jdi.InvalidTypeException
                | com.sun.jdi.ClassNotLoadedException
                | IncompatibleThreadStateException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Value field(Value object, String name) {
        ObjectReference reference = (ObjectReference) object;
        return reference.getValue(reference.referenceType().fieldByName(name));
    }

    private static String text(Value value) {
        return value == null ? null : ((StringReference) value).value();
    }
}
