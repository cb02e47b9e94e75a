package org.spotcloud.adapter.hosting;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.spotcloud.adapter.Service;
import org.springframework.boot.test.context.SpringBootTest;

/** The whole service on a free port and a database of its own, but that nothing is started behind the orders. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@SpringBootTest(
        classes = {Service.class, RecordedProvisioning.Instead.class},
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:hosting;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000",
            "spotcloud.hosting.password=" + Wire.PASSWORD,
            "spotcloud.admin.password=operator",
            "spotcloud.workspace.dir=target/test-workspace",
            "camunda.bpm.job-execution.enabled=false"
        })
@interface OnTheWire {}
