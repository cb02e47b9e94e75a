package org.spotcloud.adapter;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The service. */
@SpringBootApplication
public class Service {
    /** Starts it; returns when it serves. */
    static void start(String[] args) {
        SpringApplication.run(Service.class, args);
    }
}
