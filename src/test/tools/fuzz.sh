#!/bin/bash
# fuzz.sh [--seconds N] [READER…]: gives hostile input to the readers of formats, N seconds (60) to each, two at a time.
# READER is one of org.spotcloud.fuzz's classes that end in Fuzz; all of them when none is named.
#
# Jazzer changes the seeds of org.spotcloud.fuzz.Seeds, by what code they reach, and looks for an exception that is not the
# format's own, for input that takes more than 10 seconds, and for too much memory. What it has reached is kept in
# target/fuzz and gone on from. An input that fails is named: put it into src/test/resources/org/spotcloud/fuzz/<reader>/,
# mend the defect, and every mvn verify tries it again.
#
# Needs the test classes (mvn -DskipTests package), and libisal2, without which the inflaters are not compared.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
seconds=60
if [[ ${1:-} == --seconds ]]; then seconds=$2; shift 2; fi
[[ -d target/test-classes/org/spotcloud/fuzz && -f target/test-classpath.txt ]] ||
    { echo "fuzz.sh: run mvn -DskipTests package" >&2; exit 2; }
(($#)) || set -- PackageFuzz GzipFuzz PartitionFuzz ExtFuzz Qcow2Fuzz
export seconds classpath=target/classes:target/test-classes:$(cat target/test-classpath.txt)

fuzz() {
    local folder=target/fuzz/$1 begun=$SECONDS
    mkdir -p "$folder"/{corpus,seeds}
    java -cp "$classpath" org.spotcloud.fuzz.Seeds "$1" "$folder/seeds" || return 1
    # a round that hangs where Jazzer does not look is ended
    if timeout -k 10 $((seconds + 120)) java -Xmx512m -cp "$classpath" com.code_intelligence.jazzer.Jazzer \
        --target_class="org.spotcloud.fuzz.$1" --instrumentation_includes='org.spotcloud.adapter.**' \
        --reproducer_path="$folder" -artifact_prefix="$folder/" -max_total_time="$seconds" -max_len=32768 -timeout=10 \
        -rss_limit_mb=2048 -use_value_profile=1 -print_final_stats=1 "$folder"/{corpus,seeds} > "$folder/log" 2>&1; then
        echo "$1: no finding in $((SECONDS - begun)) s, $(awk '$1 == "stat::number_of_executed_units:" {print $2}' "$folder/log") inputs"
    else
        grep -v '^#' "$folder/log" | tail -n 60
        echo "$1: a finding: $(ls -t "$folder"/{crash,timeout,oom,slow-unit}-* 2>/dev/null | head -n 1), see $folder/log"
        return 1
    fi
}
export -f fuzz
printf '%s\n' "$@" | xargs -P 2 -I '{}' bash -c 'fuzz {}'
