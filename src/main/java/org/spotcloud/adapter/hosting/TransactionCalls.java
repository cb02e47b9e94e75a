package org.spotcloud.adapter.hosting;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.spotcloud.adapter.hosting.TransactionAnswers.LogList;
import org.spotcloud.adapter.hosting.TransactionAnswers.OneTransaction;
import org.spotcloud.adapter.hosting.TransactionAnswers.TransactionList;
import org.spotcloud.adapter.hosting.TransactionAnswers.WireTransaction;
import org.spotcloud.adapter.machines.Transaction;
import org.spotcloud.adapter.machines.Transactions;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What became of orders. Any method is answered as {@code GET}. */
@RestController
@RequestMapping("/rest/hosting")
class TransactionCalls {
    /** The transaction that a list goes on from. */
    static final String BEFORE = "before";

    private static final int LONGEST_LIST = 1000;

    private final Transactions transactions;

    TransactionCalls(Transactions transactions) {
        this.transactions = transactions;
    }

    @RequestMapping("/transaction/{txid}")
    OneTransaction transaction(@PathVariable("txid") String txid) {
        return transactions
                .find(UuidText.inPath(txid))
                .map(transaction -> new OneTransaction(WireTransaction.of(transaction)))
                .orElseThrow(Refusal::notFound);
    }

    @RequestMapping("/transaction/list")
    TransactionList list(@RequestAttribute(Parameters.ATTRIBUTE) Parameters parameters) {
        return new TransactionList(latest(parameters));
    }

    @RequestMapping("/log/list")
    LogList log(@RequestAttribute(Parameters.ATTRIBUTE) Parameters parameters) {
        return new LogList(latest(parameters));
    }

    private List<WireTransaction> latest(Parameters parameters) {
        Optional<UUID> before = parameters.find(BEFORE).map(this::known);
        return transactions.latest(before, LONGEST_LIST).stream()
                .map(WireTransaction::of)
                .toList();
    }

    /** Who pages from a transaction that does not exist would get the first page for ever. */
    private UUID known(String txid) {
        return UuidText.parse(txid)
                .flatMap(transactions::find)
                .map(Transaction::id)
                .orElseThrow(() -> Refusal.of("Transaction " + txid + " does not exist"));
    }
}
