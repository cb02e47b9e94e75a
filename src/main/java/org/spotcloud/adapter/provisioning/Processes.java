package org.spotcloud.adapter.provisioning;

import java.util.List;
import java.util.Set;

/** The names that the BPMN files and the code share, each declared once. */
final class Processes {
    static final String INSTANCE_LAUNCH = "instance-launch";
    static final String IMAGE_IMPORT = "image-import";
    static final String INSTANCE_TERMINATE = "instance-terminate";
    static final String INSTANCE_POWER = "instance-power";
    static final String MISSING_MACHINES = "missing-machines";
    static final String RECONCILE = "reconcile";

    private Processes() {}

    /** Messages that wake a waiting process. */
    static final class Messages {
        /** The import that a launch waits for has ended. */
        static final String IMAGE_SETTLED = "ImageSettled";
        /** The instance of a launch runs, or never will. */
        static final String INSTANCE_SETTLED = "InstanceSettled";
        /** The instance of a termination is gone. */
        static final String INSTANCE_GONE = "InstanceGone";
        /** The instance has come to a state; followed by the state's name in EC2. */
        static final String INSTANCE_REACHED = "InstanceReached-";
        /** The images of an import are available, or never will be. */
        static final String IMAGES_SETTLED = "ImagesSettled";

        private Messages() {}
    }

    /** Boundary events whose timers are deadlines of waits for the cloud. */
    static final class Timers {
        static final String NOT_AVAILABLE = "Boundary_NotAvailable";
        static final String NOT_RUNNING = "Boundary_NotRunning";

        private Timers() {}
    }

    /** Process variables: ids and small values only. */
    static final class Variables {
        static final String LAUNCH_ID = "launchId";
        static final String MACHINE_ID = "machineId";
        /** The image, as {@code <package uuid>/<architecture>}. */
        static final String IMAGE_KEY = "imageKey";
        /** When a launch stops waiting for its image; a date. */
        static final String IMAGE_DEADLINE = "imageDeadline";
        /** When an order ends whatever it waits for; a date. */
        static final String ORDER_DEADLINE = "orderDeadline";
        /** Whether the image was imported again because the cloud had lost it. */
        static final String IMAGE_RENEWED = "imageRenewed";

        static final String IMAGE_READY = "imageReady";
        /** The generation of the image that a launch waits for. */
        static final String AWAITED_GENERATION = "awaitedGeneration";

        static final String INSTANCE_ID = "instanceId";
        static final String INSTANCE_RUNS = "instanceRuns";
        static final String INSTANCE_FOUND = "instanceFound";
        /** Whether the machine gets a public address once it runs. */
        static final String ADDRESS_WANTED = "addressWanted";
        /** Whether the machine that is terminated has a public address of the project. */
        static final String ADDRESS_CLAIMED = "addressClaimed";
        /** What is done to the machine's power. */
        static final String POWER = "power";
        /** Which request of the machine that is. */
        static final String POWER_SERIAL = "powerSerial";
        /** EC2's name of the state that the instance is to reach; {@code none} when nothing is awaited. */
        static final String AWAITED_STATE = "awaitedState";
        /** Whether another request came meanwhile. */
        static final String MORE_ASKED = "moreAsked";
        /** Why something did not succeed, in a sentence. */
        static final String CAUSE = "cause";

        static final String GENERATION = "generation";
        /** The node that has the workspace. */
        static final String NODE = "node";

        /** How often an import has lost its workspace since an operator looked. */
        static final String WORKSPACES_LOST = "workspacesLost";
        /** The reconciliation. */
        static final String RUN = "run";
        /** Whether a reconciliation removes what the operator wants removed. */
        static final String REMOVE = "remove";

        /** Whether the image's disk is booted by a kernel beside it; else it boots itself. */
        static final String HAS_KERNEL = "hasKernel";

        static final String HAS_RAMDISK = "hasRamdisk";
        static final String KERNEL_ID = "kernelId";
        static final String RAMDISK_ID = "ramdiskId";
        static final String IMAGE_ID = "imageId";
        static final String IMAGES_AVAILABLE = "imagesAvailable";

        private Variables() {}
    }

    /** Topics of external tasks that any node can do. */
    static final class Topics {
        static final String RESERVE_WORKSPACE = "reserve-workspace";
        static final String WAKE_LAUNCHES = "wake-launches";
        static final String RUN_INSTANCE = "run-instance";
        static final String WITHDRAW_IMAGES = "withdraw-images";
        static final String FIND_INSTANCE = "find-instance";
        static final String TERMINATE_INSTANCE = "terminate-instance";
        static final String CHANGE_POWER = "change-power";
        static final String CONFIRM_MISSING = "confirm-missing";
        static final String LIST_BELONGINGS = "list-belongings";
        static final String ASSOCIATE_ADDRESS = "associate-address";
        static final String RELEASE_ADDRESS = "release-address";

        /** All of them. */
        static final List<String> ANY_NODE = List.of(
                RESERVE_WORKSPACE,
                WAKE_LAUNCHES,
                WITHDRAW_IMAGES,
                RUN_INSTANCE,
                FIND_INSTANCE,
                TERMINATE_INSTANCE,
                CHANGE_POWER,
                CONFIRM_MISSING,
                LIST_BELONGINGS,
                ASSOCIATE_ADDRESS,
                RELEASE_ADDRESS);

        /** Those that call the cloud's EC2 service. */
        static final Set<String> OF_EC2 = Set.of(
                RUN_INSTANCE, FIND_INSTANCE, TERMINATE_INSTANCE, CHANGE_POWER, ASSOCIATE_ADDRESS, RELEASE_ADDRESS);

        private static final String FETCH = "fetch-";
        private static final String IMPORT = "import-";
        private static final String PUBLISH = "publish-";

        private Topics() {}

        /** The topics of the steps that need the workspace of that node, by whom they call. */
        static List<String> onNode(String node) {
            return List.of(FETCH + node, IMPORT + node, PUBLISH + node);
        }

        /** Whether its steps fetch packages. */
        static boolean fetches(String topic) {
            return topic.startsWith(FETCH);
        }

        /** Whether its steps publish to the cloud, or withdraw what was published. */
        static boolean publishes(String topic) {
            return topic.startsWith(PUBLISH) || topic.equals(WITHDRAW_IMAGES);
        }
    }
}
