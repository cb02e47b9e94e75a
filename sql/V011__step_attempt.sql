-- How often a step was started without an outcome, and how often in turn it failed in a way that may pass.
CREATE TABLE IF NOT EXISTS step_attempt (
    task_id VARCHAR(64) NOT NULL,
    starts INT NOT NULL,
    faults INT NOT NULL,
    CONSTRAINT step_attempt_pk PRIMARY KEY (task_id)
);
