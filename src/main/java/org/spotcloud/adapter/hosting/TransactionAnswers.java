package org.spotcloud.adapter.hosting;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.spotcloud.adapter.machines.Transaction;

/** The answers about what became of orders. */
final class TransactionAnswers {
    private TransactionAnswers() {}

    /**
     * @param started ISO 8601, UTC
     * @param ended ISO 8601, UTC; null while it runs
     */
    @WireForm
    record WireTransaction(
            UUID uuid, String machineId, String started, String ended, int completed, boolean isError, String message) {
        static WireTransaction of(Transaction transaction) {
            return new WireTransaction(
                    transaction.id(),
                    transaction.machineId(),
                    transaction.started().toString(),
                    transaction.ended().map(Instant::toString).orElse(null),
                    transaction.completed(),
                    transaction.error(),
                    transaction.message());
        }
    }

    @WireForm
    record OneTransaction(int errno, String message, WireTransaction transaction) {
        OneTransaction(WireTransaction transaction) {
            this(Answer.SUCCESS, Answer.SUCCESS_MESSAGE, transaction);
        }
    }

    @WireForm
    record TransactionList(int errno, String message, List<WireTransaction> transactions) {
        TransactionList(List<WireTransaction> transactions) {
            this(Answer.SUCCESS, Answer.SUCCESS_MESSAGE, transactions);
        }
    }

    /** @param logs always empty: what there is to tell is in the transactions */
    @WireForm
    record LogList(int errno, String message, List<String> logs, List<WireTransaction> transactions) {
        LogList(List<WireTransaction> transactions) {
            this(Answer.SUCCESS, Answer.SUCCESS_MESSAGE, List.of(), transactions);
        }
    }
}
