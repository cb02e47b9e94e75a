package org.spotcloud.harness;

import org.spotcloud.harness.halt.Gate.Naming;

/**
 * The entry of a method of the service.
 *
 * @param type full name of the class that declares it
 * @param task how a call there names the service task that it is about
 */
record Place(String type, String method, Naming task) {
    private static final String PROVISIONING = "org.spotcloud.adapter.provisioning.";
    private static final String BEHAVIOR = "org.camunda.bpm.engine.impl.bpmn.behavior.";

    /** An attempt at an external task is counted; its handler is called next. */
    static final Place HANDLER_NEXT = new Place(PROVISIONING + "StepRun", "reportOf", Naming.FIELD_OF_THIS);
    /** The handler of an external task has returned; its outcome is stored next. */
    static final Place OUTCOME_NEXT = new Place(PROVISIONING + "StepReports", "ended", Naming.LOCKED_TASK);
    /** A delegate is called next. */
    static final Place DELEGATE_NEXT =
            new Place(BEHAVIOR + "ServiceTaskDelegateExpressionActivityBehavior", "performExecution", Naming.EXECUTION);
    /** The engine leaves an activity, in a transaction that is open. */
    static final Place LEAVING = new Place(BEHAVIOR + "FlowNodeActivityBehavior", "leave", Naming.EXECUTION_OF_SEVERAL);
    /** A transaction of the database has been committed or rolled back. */
    static final Place TRANSACTION_OVER =
            inside("org.springframework.jdbc.datasource.DataSourceTransactionManager", "doCleanupAfterCompletion");

    /** A method that the thread calls somewhere inside a task. */
    static Place inside(String type, String method) {
        return new Place(type, method, Naming.BY_THREAD);
    }

    /** Class and method. */
    String fullName() {
        return type + "." + method;
    }

    @Override
    public String toString() {
        return type.substring(type.lastIndexOf('.') + 1) + "." + method;
    }
}
