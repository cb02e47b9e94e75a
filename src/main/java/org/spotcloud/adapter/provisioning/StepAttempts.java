package org.spotcloud.adapter.provisioning;

import java.util.List;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Counts attempts before they start, so that a step which kills the process is noticed. */
@Repository
class StepAttempts {
    private final JdbcClient jdbc;

    StepAttempts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** How many starts there were since the last outcome. */
    int starts(String task) {
        return jdbc.sql("SELECT starts FROM step_attempt WHERE task_id = ?")
                .param(task)
                .query(Integer.class)
                .optional()
                .orElse(0);
    }

    /** Counts one more start; returns how many there were since the last outcome. */
    int started(String task) {
        if (jdbc.sql("UPDATE step_attempt SET starts = starts + 1 WHERE task_id = ?")
                        .param(task)
                        .update()
                == 0) {
            insert(task);
        }
        return count("starts", task);
    }

    /** The step failed in a way that may pass; returns how often in turn, counting from 1 again after progress. */
    @Transactional
    public int failed(String task, boolean progressed) {
        String faults = progressed ? "1" : "faults + 1";
        jdbc.sql("UPDATE step_attempt SET starts = 0, faults = " + faults + " WHERE task_id = ?")
                .param(task)
                .update();
        return count("faults", task);
    }

    /** There was an outcome that says nothing of faults. */
    void paused(String task) {
        jdbc.sql("UPDATE step_attempt SET starts = 0 WHERE task_id = ?")
                .param(task)
                .update();
    }

    /** An attempt lost its step, but not because its process died. */
    void survived(String task) {
        jdbc.sql("UPDATE step_attempt SET starts = starts - 1 WHERE task_id = ? AND starts > 0")
                .param(task)
                .update();
    }

    /** The step is over. */
    void ended(String task) {
        jdbc.sql("DELETE FROM step_attempt WHERE task_id = ?").param(task).update();
    }

    /**
     * Drops the counts of steps that were taken away with their process. They are looked for first, which locks nothing: a
     * delete with a subquery locks the engine's rows on MySQL and MariaDB, and meets those who report outcomes head-on. The
     * id of a task never comes again.
     */
    int forgetVanished() {
        List<String> vanished = jdbc.sql("SELECT a.task_id FROM step_attempt a LEFT JOIN ACT_RU_EXT_TASK t"
                        + " ON t.ID_ = a.task_id WHERE t.ID_ IS NULL")
                .query(String.class)
                .list();
        vanished.forEach(this::ended);
        return vanished.size();
    }

    private void insert(String task) {
        try {
            jdbc.sql("INSERT INTO step_attempt (task_id, starts, faults) VALUES (?, 1, 0)")
                    .param(task)
                    .update();
        } catch (DuplicateKeyException raced) {
            started(task);
        }
    }

    private int count(String column, String task) {
        return jdbc.sql("SELECT " + column + " FROM step_attempt WHERE task_id = ?")
                .param(task)
                .query(Integer.class)
                .optional()
                .orElse(1);
    }
}
