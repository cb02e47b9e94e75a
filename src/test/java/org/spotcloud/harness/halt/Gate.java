package org.spotcloud.harness.halt;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.lang.reflect.Field;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * Where threads of the service pass, and one is stopped when the harness has ordered so. Orders come as lines of fields
 * parted by tabs: {@code stop}, the number of the order, the service task, the method where it is recognised, how, and the method inside it where
 * the thread stops, which may be empty; or {@code forget}. When a thread has stopped, the number goes back.
 */
public final class Gate {
    private static final String STOP = "stop";
    private static final String TAB = "\t";
    private static final int FIELDS = 6;

    private static volatile Order order;

    private Gate() {}

    static void open(Socket harness) {
        Thread orders = new Thread(() -> listen(harness), "harness orders");
        orders.setDaemon(true);
        orders.start();
    }

    private static void listen(Socket harness) {
        try (harness) {
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(harness.getInputStream(), StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                forget();
                String[] fields = line.split(TAB, -1);
                if (fields[0].equals(STOP)) {
                    order = new Order(fields, harness.getOutputStream());
                }
            }
        } catch (IOException e) {
            // the harness is gone
        } finally {
            forget();
        }
    }

    private static void forget() {
        Order last = order;
        order = null;
        if (last != null) {
            last.release();
        }
    }

    /**
     * A thread has entered a method.
     *
     * @param method its full name
     * @param self the object; null where there is none
     * @param first the first argument; null where there is none
     */
    public static void entered(String method, Object self, Object first) {
        Order current = order;
        if (current != null) {
            current.pass(method, self, first);
        }
    }

    /** One thread is to stop. */
    private static final class Order {
        private final String number;
        private final String task;
        private final String at;
        private final Naming naming;
        private final String then;
        private final OutputStream reports;
        /** Threads that have begun the task and not come to the method inside it yet. */
        private final Set<Thread> inside = new HashSet<>();

        private boolean stopped;
        private boolean released;

        Order(String[] fields, OutputStream reports) {
            if (fields.length != FIELDS) {
                throw new IllegalArgumentException("not an order: " + String.join(TAB, fields));
            }
            number = fields[1];
            task = fields[2];
            at = fields[3];
            naming = Naming.valueOf(fields[4]);
            then = fields[5];
            this.reports = reports;
        }

        private void pass(String method, Object self, Object first) {
            if (method.equals(at)) {
                boolean begun = task.equals(taskOf(self, first));
                if (then.isEmpty() && begun) {
                    stop();
                } else if (begun || !naming.passesSeveral()) {
                    mark(begun);
                }
            } else if (method.equals(then) && isInside()) {
                stop();
            }
        }

        private Object taskOf(Object self, Object first) {
            try {
                return naming.taskOf(self, first);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(at + " does not tell its task " + naming, e);
            }
        }

        private synchronized void mark(boolean begun) {
            if (begun) {
                inside.add(Thread.currentThread());
            } else {
                inside.remove(Thread.currentThread());
            }
        }

        private synchronized boolean isInside() {
            return inside.contains(Thread.currentThread());
        }

        /** The first that comes stands here until it is released, interrupted or not. */
        private synchronized void stop() {
            if (stopped || released) {
                return;
            }
            stopped = true;
            boolean interrupted = false;
            try {
                reports.write((number + "\n").getBytes(StandardCharsets.UTF_8));
                reports.flush();
            } catch (IOException e) {
                return;
            }
            while (!released) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        private synchronized void release() {
            released = true;
            notifyAll();
        }
    }

    /** How a method tells the service task that it is called for. */
    public enum Naming {
        /** The field {@code task} of the object holds the locked external task. */
        FIELD_OF_THIS {
            @Override
            Object taskOf(Object self, Object first) throws ReflectiveOperationException {
                Field field = self.getClass().getDeclaredField("task");
                field.setAccessible(true);
                return call(field.get(self), "getActivityId");
            }
        },
        /** The first argument is the locked external task. */
        LOCKED_TASK {
            @Override
            Object taskOf(Object self, Object first) throws ReflectiveOperationException {
                return call(first, "getActivityId");
            }
        },
        /** The first argument is the execution. */
        EXECUTION {
            @Override
            Object taskOf(Object self, Object first) throws ReflectiveOperationException {
                return call(first, "getCurrentActivityId");
            }
        },
        /** The first argument is the execution, and the thread may come there for several tasks in a row. */
        EXECUTION_OF_SEVERAL {
            @Override
            Object taskOf(Object self, Object first) throws ReflectiveOperationException {
                return EXECUTION.taskOf(self, first);
            }

            @Override
            boolean passesSeveral() {
                return true;
            }
        },
        /** Nothing tells; the thread does. */
        BY_THREAD {
            @Override
            Object taskOf(Object self, Object first) {
                return null;
            }
        };

        abstract Object taskOf(Object self, Object first) throws ReflectiveOperationException;

        boolean passesSeveral() {
            return false;
        }

        private static Object call(Object object, String method) throws ReflectiveOperationException {
            return object.getClass().getMethod(method).invoke(object);
        }
    }
}
