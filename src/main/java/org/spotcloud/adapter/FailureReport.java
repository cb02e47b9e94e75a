package org.spotcloud.adapter;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import org.spotcloud.adapter.catalog.Fault;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Says what went wrong in one sentence on the standard error stream; a stack trace only for a mistake of ours. */
final class FailureReport implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception failure, CommandLine commandLine, ParseResult parsed)
            throws Exception {
        if (!(failure instanceof Fault) && !(failure instanceof IOException)) {
            throw failure;
        }
        String sentence = sentence(failure);
        if (failure instanceof Fault) {
            sentence = commandLine.getParseResult().matchedPositionalValue(0, "") + ": " + sentence;
        }
        commandLine.getErr().println(commandLine.getCommandName() + ": " + sentence);
        return ExitCode.SOFTWARE;
    }

    private static String sentence(Exception failure) {
        if (failure instanceof InterruptedIOException || failure instanceof ClosedByInterruptException) {
            return "interrupted";
        }
        if (failure instanceof NoSuchFileException missing) {
            return missing.getFile() + ": no such file";
        }
        if (failure instanceof AccessDeniedException denied) {
            return denied.getFile() + ": permission denied";
        }
        if (failure instanceof FileAlreadyExistsException existing) {
            return existing.getFile() + ": there is already a file of that name";
        }
        if (failure instanceof FileSystemException other) {
            return other.getFile() + ": "
                    + Objects.requireNonNullElse(
                            other.getReason(), other.getClass().getSimpleName());
        }
        return Objects.requireNonNullElse(
                failure.getMessage(), failure.getClass().getSimpleName());
    }
}
