package org.spotcloud.adapter.hosting;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.spotcloud.adapter.FrontApplication;
import org.springframework.boot.test.context.SpringBootTest;

/** All that faces the network, on a free port and a database of its own; what orders start is only recorded. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@SpringBootTest(
        classes = {FrontApplication.class, RecordedProvisioning.Instead.class},
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:hosting;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000",
            "spotcloud.hosting.password=" + Wire.PASSWORD,
            "spotcloud.admin.password=operator",
            "spotcloud.workspace.dir=target/test-workspace",
            "camunda.bpm.job-execution.enabled=false"
        })
@interface OnTheWire {}
