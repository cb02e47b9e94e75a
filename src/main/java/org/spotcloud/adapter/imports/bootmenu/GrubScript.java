package org.spotcloud.adapter.imports.bootmenu;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Splits GRUB 2's script into commands (its manual, "Writing full configuration files directly": quoting, words,
 * variables). Variables are replaced by what they hold when the command is reached. A command, its words and all words
 * together have bounds; what goes beyond them is cut off.
 */
final class GrubScript {
    private static final int MAX_WORD_CHARS = 4096;
    private static final int MAX_WORDS = 256;
    /** Of all words together: a variable may stand in many. */
    private static final int MAX_CHARS = 4 << 20;

    private static final String SEPARATORS = "\n;|&";

    /**
     * A command.
     *
     * @param words the command's name and arguments; empty for what only closes a block
     * @param opens whether a block begins after it
     * @param closes whether it is the end of a block
     */
    record Command(List<String> words, boolean opens, boolean closes) {
        String name() {
            return words.isEmpty() ? "" : words.get(0);
        }
    }

    private final String text;
    private final Map<String, String> variables;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean inWord;
    private int at;
    private int charsLeft = MAX_CHARS;

    /** @param variables what variables hold; may change between commands */
    GrubScript(String text, Map<String, String> variables) {
        this.text = text;
        this.variables = variables;
    }

    /** The next command; empty at the end. */
    Optional<Command> next() {
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '{') {
                return Optional.of(command(true, false));
            } else if (c == '}') {
                if (!inWord && words.isEmpty()) {
                    return Optional.of(command(false, true));
                }
                at--;
                return Optional.of(command(false, false));
            } else if (SEPARATORS.indexOf(c) >= 0) {
                Command command = command(false, false);
                if (!command.words().isEmpty()) {
                    return Optional.of(command);
                }
            } else {
                take(c);
            }
        }
        Command last = command(false, false);
        return last.words().isEmpty() ? Optional.empty() : Optional.of(last);
    }

    private void take(char c) {
        if (Character.isWhitespace(c)) {
            endWord();
        } else if (c == '#' && !inWord) {
            at = endOf('\n', at);
        } else if (c == '\'') {
            int end = endOf('\'', at);
            inWord = true;
            append(text.substring(at, end));
            at = Math.min(text.length(), end + 1);
        } else if (c == '"') {
            inWord = true;
            takeQuoted();
        } else if (c == '\\') {
            takeEscaped();
        } else if (c == '$') {
            takeVariable();
        } else {
            inWord = true;
            append(String.valueOf(c));
        }
    }

    private void takeQuoted() {
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return;
            } else if (c == '\\' && at < text.length() && "$\"\\\n".indexOf(text.charAt(at)) >= 0) {
                takeEscaped();
            } else if (c == '$') {
                takeVariable();
            } else {
                append(String.valueOf(c));
            }
        }
    }

    /** What follows a backslash, as it is; a line that goes on has no end. */
    private void takeEscaped() {
        if (at < text.length()) {
            char c = text.charAt(at++);
            if (c != '\n') {
                inWord = true;
                append(String.valueOf(c));
            }
        }
    }

    /** {@code $name} or <code>${name}</code>; a variable that holds nothing makes no word. */
    private void takeVariable() {
        boolean braced = at < text.length() && text.charAt(at) == '{';
        int start = braced ? at + 1 : at;
        int end = start;
        while (end < text.length() && isOfName(text.charAt(end))) {
            end++;
        }
        String value = variables.getOrDefault(text.substring(start, end), "");
        at = braced && end < text.length() && text.charAt(end) == '}' ? end + 1 : end;
        if (!value.isEmpty()) {
            inWord = true;
            append(value);
        }
    }

    private static boolean isOfName(char c) {
        return c == '_' || c < 128 && Character.isLetterOrDigit(c);
    }

    private int endOf(char c, int from) {
        int end = text.indexOf(c, from);
        return end < 0 ? text.length() : end;
    }

    private void append(String more) {
        int length = Math.min(Math.min(more.length(), MAX_WORD_CHARS - word.length()), charsLeft);
        word.append(more, 0, length);
        charsLeft -= length;
    }

    private void endWord() {
        if (inWord && words.size() < MAX_WORDS) {
            words.add(word.toString());
        }
        word.setLength(0);
        inWord = false;
    }

    private Command command(boolean opens, boolean closes) {
        endWord();
        Command command = new Command(List.copyOf(words), opens, closes);
        words.clear();
        return command;
    }
}
