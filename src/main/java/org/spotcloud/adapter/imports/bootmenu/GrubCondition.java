package org.spotcloud.adapter.imports.bootmenu;

import java.util.List;
import java.util.function.Predicate;

/** The condition of an {@code if} in GRUB 2's script: the command {@code test}. */
final class GrubCondition {
    private static final String AND = "-a";
    private static final String OR = "-o";

    private GrubCondition() {}

    /**
     * Whether the command succeeds; one that is not known does not.
     *
     * @param isThere whether a file is at that path and has content
     */
    static boolean holds(List<String> command, Predicate<String> isThere) {
        if (command.isEmpty()) {
            return false;
        }
        int last = command.size() - 1;
        return switch (command.get(0)) {
            case "true" -> true;
            case "!" -> !holds(command.subList(1, command.size()), isThere);
            case "test" -> test(command.subList(1, command.size()), isThere);
            case "[" -> test(command.subList(1, command.get(last).equals("]") ? last : last + 1), isThere);
            default -> false;
        };
    }

    private static boolean test(List<String> words, Predicate<String> isThere) {
        for (String joint : List.of(OR, AND)) {
            int at = words.indexOf(joint);
            if (at > 0) {
                boolean left = test(words.subList(0, at), isThere);
                boolean right = test(words.subList(at + 1, words.size()), isThere);
                return joint.equals(OR) ? left || right : left && right;
            }
        }
        if (!words.isEmpty() && words.get(0).equals("!")) {
            return !test(words.subList(1, words.size()), isThere);
        }
        return switch (words.size()) {
            case 1 -> !words.get(0).isEmpty();
            case 2 -> one(words.get(0), words.get(1), isThere);
            case 3 -> two(words.get(0), words.get(1), words.get(2));
            default -> false;
        };
    }

    private static boolean one(String operator, String operand, Predicate<String> isThere) {
        return switch (operator) {
            case "-n" -> !operand.isEmpty();
            case "-z" -> operand.isEmpty();
            case "-e", "-f", "-s" -> isThere.test(operand);
            default -> false;
        };
    }

    private static boolean two(String left, String operator, String right) {
        return switch (operator) {
            case "=", "==", "-eq" -> left.equals(right);
            case "!=", "-ne" -> !left.equals(right);
            default -> false;
        };
    }
}
