package org.spotcloud.adapter.hosting;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Turns what is thrown into the protocol's answers. The cause of a fault of ours goes to the log and nowhere else. */
@RestControllerAdvice(basePackageClasses = ErrorAnswers.class)
class ErrorAnswers {
    private static final Logger log = LoggerFactory.getLogger(ErrorAnswers.class);
    private static final String OUR_FAULT = "Internal error";

    @ExceptionHandler(Exception.class)
    ResponseEntity<Answer> of(Exception thrown) {
        if (thrown instanceof Refusal refusal) {
            return ResponseEntity.status(refusal.status()).body(new Answer(refusal.errno(), refusal.getMessage()));
        }
        if (thrown instanceof BadForm) {
            return ResponseEntity.ok(new Answer(Refusal.GENERAL_ERROR, thrown.getMessage()));
        }
        log.error("A call of the hosting endpoint failed", thrown);
        return ResponseEntity.status(HttpStatus.INTERNAL_SERVER_ERROR)
                .body(new Answer(Refusal.GENERAL_ERROR, OUR_FAULT));
    }
}
