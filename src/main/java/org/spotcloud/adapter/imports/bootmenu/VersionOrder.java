package org.spotcloud.adapter.imports.bootmenu;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Orders kernel versions: runs of digits as numbers, the rest as text; a release candidate before its release. */
public final class VersionOrder implements Comparator<String> {
    private static final Pattern RUN = Pattern.compile("\\d+|\\D+");
    private static final Pattern BEFORE_RELEASE = Pattern.compile("[-.~]?rc.*|~.*", Pattern.DOTALL);

    @Override
    public int compare(String left, String right) {
        List<String> lefts = runs(left);
        List<String> rights = runs(right);
        int common = Math.min(lefts.size(), rights.size());
        for (int i = 0; i < common; i++) {
            int order = compareRuns(lefts.get(i), rights.get(i));
            if (order != 0) {
                return order;
            }
        }
        if (lefts.size() == rights.size()) {
            return 0;
        }
        return lefts.size() > rights.size() ? orderOfRest(lefts.get(common)) : -orderOfRest(rights.get(common));
    }

    private static int compareRuns(String left, String right) {
        if (isNumber(left) && isNumber(right)) {
            return new BigInteger(left).compareTo(new BigInteger(right));
        }
        boolean leftEarly = BEFORE_RELEASE.matcher(left).matches();
        boolean rightEarly = BEFORE_RELEASE.matcher(right).matches();
        return leftEarly == rightEarly ? left.compareTo(right) : leftEarly ? -1 : 1;
    }

    private static int orderOfRest(String firstRun) {
        return BEFORE_RELEASE.matcher(firstRun).matches() ? -1 : 1;
    }

    private static boolean isNumber(String run) {
        return run.charAt(0) >= '0' && run.charAt(0) <= '9'; // as RUN has it: other scripts have digits too
    }

    private static List<String> runs(String version) {
        return RUN.matcher(version).results().map(MatchResult::group).toList();
    }
}
