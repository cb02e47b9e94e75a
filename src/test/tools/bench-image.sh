#!/bin/bash
# bench-image.sh: measures how fast a package becomes an image, beside the tools and beside the steps of 2011, and prints
# a table and what it says of the goals, also to target/bench-image.md. Nothing fails at a figure.
#
#   --package FILE   an .xvm2 package with a disk in gzip, whose first partition has a kernel; else one is made, once: a
#                    disk of 4 GiB with 1.4 GB of files, always the same. SIZE_MIB and CONTENT_MIB make another size,
#                    DIGEST=whole a manifest with the digest of the whole disk (spotsh writes that of the first MiB,
#                    which spares digesting the rest)
#   --runs N         what is printed is the median of N runs (5)
#   --only PATTERN   only what matches that extended regular expression; ratios to what was not measured are left out
#   --dir DIR        the disk to write to (target/bench-image)
#   --profile FILE   instead of all that: one convert with each inflater to tmpfs under Java Flight Recorder, as
#                    FILE-isal.jfr and FILE-jdk.jfr
#
# Needs the built jar and the test classes (mvn -DskipTests package), igzip (isal), GNU time, curl, jq, sfdisk, qemu-img,
# debugfs and mkfs.ext4; no root. The file system of --dir has to count what is written to it (tmpfs and some overlays
# do not).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
export PATH=$PATH:/usr/sbin:/sbin LC_ALL=C
package='' runs=5 only=. dir=target/bench-image profile=''
while (($#)); do
    case $1 in
        --package) package=$(realpath "$2");; --runs) runs=$2;; --only) only=$2;; --dir) dir=$2;; --profile) profile=$2;;
        *) sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0"; [[ $1 == --help ]] && exit 0 || exit 2;;
    esac
    shift 2
done
for tool in java igzip gzip curl jq sfdisk qemu-img debugfs mkfs.ext4 tar dd awk /usr/bin/time; do
    command -v "$tool" >/dev/null || { echo "bench-image.sh: $tool is missing" >&2; exit 2; }
done
jar=target/spotcloud-openstack-adapter.jar
[[ -f $jar && -d target/test-classes && -f target/test-classpath.txt ]] ||
    { echo "bench-image.sh: run mvn -DskipTests package" >&2; exit 2; }
classpath=target/classes:target/test-classes:$(cat target/test-classpath.txt)
bench=org.spotcloud.bench.image

mkdir -p "$dir"; dir=$(realpath "$dir")
work=$(mktemp -d "$dir/work.XXXXXX")
trap 'rm -rf "$work" "${memory:-}"' EXIT

# make FILE: a package as spotsh writes it
make() {
    local made=$work/made epoch=1700000000 uuid=5a3c1e2e-7d0b-4f6a-9c58-2f1b6f0e4d11 start=2048 size=${SIZE_MIB:-4096}
    echo "making $1, once …" >&2
    mkdir -p "$made"/root/{boot,etc}; echo "/dev/vda / ext4 defaults 0 1" > "$made/root/etc/fstab"
    java -cp target/test-classes $bench.FileTree "$made/root" "${CONTENT_MIB:-1350}"
    java -jar $jar convert --quiet src/test/resources/packages/sample.xvm2 --output "$made/sample"
    head -c 10M < <(cat "$made/sample/kernel" "$made"/root/usr/000/*) > "$made/root/boot/vmlinuz-6.1.0-bench"
    head -c 30M < <(cat "$made"/root/usr/000/*) > "$made/root/boot/initrd.img-6.1.0-bench"
    find "$made/root" -exec touch -h -d "@$epoch" {} +
    truncate -s "${size}M" "$made/hd0.img"
    printf 'label: dos\nlabel-id: 0x5c5c5c5c\nstart=%d, type=83\n' $start | sfdisk -q "$made/hd0.img"
    E2FSPROGS_FAKE_TIME=$epoch mkfs.ext4 -q -F -U $uuid -E "offset=$((start * 512)),hash_seed=$uuid,root_owner=0:0" \
        -d "$made/root" "$made/hd0.img" $((size * 1024 - start / 2))k
    rm -r "$made/root"
    gzip -1n -c "$made/hd0.img" > "$made/hd0.img.gz"
    cat > "$made/description.xml" <<X
<domain><name>bench</name><uuid>$uuid</uuid><os><type>hvm</type></os><devices><disk device="disk" type="file"><source file="hd0.img.gz" /><target dev="hda" /></disk></devices></domain>
X
    local digested=1M; [[ ${DIGEST:-head} == head ]] || digested=${size}M
    echo "hd0.img $((size << 20)) $(head -c $digested "$made/hd0.img" | md5sum | cut -d' ' -f1)" > "$made/manifest.txt"
    tar -C "$made" --format=gnu --owner=0 --group=0 --numeric-owner --mtime="@$epoch" -cf "$1.part" \
        description.xml manifest.txt hd0.img.gz
    mv "$1.part" "$1"; rm -r "$made"
}

if [[ -z $package ]]; then
    package=$dir/package-${SIZE_MIB:-4096}-${CONTENT_MIB:-1350}-${DIGEST:-head}.xvm2
    [[ -f $package ]] || make "$package"
fi
java -jar $jar inspect "$package" > "$work/inspect.txt"
member=$(tar -tf "$package" | grep -m 1 -E 'hd0\.[^/]*\.gz$')
kernel=$(awk '$1 == "kernel" {print $2}' "$work/inspect.txt") ramdisk=$(awk '$1 == "ramdisk" {print $2}' "$work/inspect.txt")
tar -xOf "$package" "$member" > "$work/disk.gz"

memory=$(mktemp -d -p /dev/shm bench-image.XXXXXX)
(($(df --output=avail -B1 "$memory" | tail -n 1) > $(gzip -dc "$work/disk.gz" | wc -c))) ||
    { rmdir "$memory"; memory=$work/memory; mkdir "$memory"; echo "/dev/shm is too small: \"tmpfs\" is the disk" >&2; }

if [[ -n $profile ]]; then
    for engine in isal jdk; do
        java "-XX:StartFlightRecording=filename=$profile-$engine.jfr,settings=profile" -jar $jar convert "$package" \
            --inflater $engine --output "$memory/out"
        rm -r "$memory/out"
    done
    exit
fi

# what is measured

to_nowhere() { "$@" > /dev/null; }
in_java() { java -cp "$classpath" "$@"; }
from_jar() { java -jar $jar convert "$package" --quiet --inflater "$1" --output "$2"; }

# The package's first bytes fill the pipe: that one more goes in says that convert has begun to read.
start_up() {
    local begun=${EPOCHREALTIME/./} took
    {
        {
            head -c 65537 "$package"
            took=$((${EPOCHREALTIME/./} - begun))
            printf 'inside %d.%06d\n' $((took / 1000000)) $((took % 1000000)) >&3
            tail -c +65538 "$package"
        } | java -jar $jar convert - --quiet --inflater "$1" --output "$2" >&2
    } 3>&1
}

of_2011() {
    local disk start size
    cd "$1"
    tar -xf "$package"; disk=${member#/}; gunzip "$disk"; disk=${disk%.gz}
    read -r start size < <(sfdisk -J "$disk" | jq -r '.partitiontable.partitions[0] | "\(.start) \(.size)"')
    dd if="$disk" of=root.raw bs=1M iflag=skip_bytes,count_bytes skip=$((start * 512)) count=$((size * 512)) status=none
    debugfs -R "dump $kernel vmlinuz" root.raw 2>/dev/null; debugfs -R "dump $ramdisk initrd" root.raw 2>/dev/null
    qemu-img convert -f raw -O qcow2 root.raw image.img
    tar -czf image.tar.gz vmlinuz initrd image.img
}

# how it is measured

declare -A seconds=() written=() resident=()
report=target/bench-image.md
print() { echo "$*" | tee -a "$report"; }
: > "$report"

# measure NAME FOLDER COMMAND…: runs it with an empty FOLDER and nothing left to be written, and prints medians. Of a
# command that tells its time "inside" that is what counts.
measure() {
    local name=$1 folder=$2 run
    shift 2
    [[ $name =~ $only ]] || return 0
    : > "$work/runs"
    for ((run = 0; run < runs; run++)); do
        rm -rf "$folder"; mkdir -p "$folder"; sync
        /usr/bin/time -o "$work/time" -f '%e %U %S %M' bash -ec '
            "$@"
            while read -r key value; do [[ $key != write_bytes: ]] || echo "$value" > "$0"; done < /proc/$$/io' \
            "$work/written" "$@" > "$work/out"
        inside=$(awk '$1 == "inside" {print $2}' "$work/out")
        echo "$(cat "$work/time") $(cat "$work/written") ${inside:--}" >> "$work/runs"
    done
    read -r wall cpu kib bytes inside < <(median_of_runs)
    seconds[$name]=$inside resident[$name]=$kib written[$name]=$bytes
    [[ $inside != - ]] || seconds[$name]=$wall
    print "$(printf '| %-35s | %8.2f | %8s | %8.2f | %8s | %8s |' \
        "$name" "$wall" "$inside" "$cpu" "$(mib "$bytes")" $((kib / 1024)))"
}
median_of_runs() {
    awk '{print $1, $2 + $3, $4, $5, $6}' "$work/runs" > "$work/columns"
    for column in 1 2 3 4 5; do cut -d' ' -f$column "$work/columns" | sort -g | sed -n "$(((runs + 1) / 2))p"; done | xargs
}
megabytes() { [[ -z $1 ]] || echo $(($1 * 1024 / 1000000)); }
mib() { awk -v bytes="$1" 'BEGIN {printf "%.0f", bytes / 1048576}'; }

# goal TEXT MOST VALUE [OF…]: VALUE, or its ratio to the largest of OF, against the most it is meant to be
goal() {
    local text=$1 most=$2 value=$3 of=1 each
    shift 3
    [[ -n $value ]] || return 0
    for each; do [[ -n $each ]] || return 0; done
    (($# == 0)) || of=$(printf '%s\n' "$@" | sort -g | tail -n 1)
    print "$(awk -v value="$value" -v of="$of" -v most="$most" -v text="$text" \
        'BEGIN {printf "- %s — %s: %.2f; goal: %.2f or less", value / of <= most ? "met" : "missed", text, value / of, most}')"
}

export -f to_nowhere in_java from_jar start_up of_2011
export package jar classpath member kernel ramdisk

java -cp target/test-classes $bench.SlowLink "$package" 1e9 > "$work/port" &
link=$!
trap 'kill $link || true; rm -rf "$work" "$memory"' EXIT
until [[ -s $work/port ]]; do kill -0 $link; sleep 0.1; done
url=http://127.0.0.1:$(cat "$work/port")/package.xvm2
java -jar $jar convert "$package" --quiet --output "$work/image"
mv "$work/image/disk.qcow2" "$work/disk.qcow2"
output=$(($(stat -c %s "$work/disk.qcow2") + $(cat "$work"/image/* | wc -c)))

print "# How fast a package becomes an image"
print ""
print "$(date -u +%FT%TZ), $(nproc) cores, $(java -version 2>&1 | head -n 1)."
print "$(basename "$package") of $(mib "$(stat -c %s "$package")") MiB holds a disk of" \
    "$(mib "$(gzip -dc "$work/disk.gz" | wc -c)") MiB, which becomes a QCOW2 of $(mib "$(stat -c %s "$work/disk.qcow2")") MiB."
print "Medians of $runs runs. Inside is a process's time without that of its start, CPU is user and system of the process and"
print "its children, MiB-out is what went to block devices, RSS the most that one process had."
print ""
print "$(printf '| %-35s | %8s | %8s | %8s | %8s | %8s |' what seconds inside CPU/s MiB-out RSS/MiB)"
print "| --- | ---: | ---: | ---: | ---: | ---: |"
tmpfs=$memory/out disk=$work/out.d
measure "igzip -dc to nowhere" "$tmpfs" to_nowhere igzip -dc "$work/disk.gz"
measure "gzip -dc to nowhere" "$tmpfs" to_nowhere gzip -dc "$work/disk.gz"
measure "Inflater and CRC32 to nowhere" "$tmpfs" in_java $bench.Inflating floor "$work/disk.gz"
for engine in isal jdk; do measure "inflating, $engine, to nowhere" "$tmpfs" in_java $bench.Inflating $engine "$work/disk.gz"; done
measure "dd conv=fsync of the QCOW2" "$disk" dd if="$work/disk.qcow2" of="$disk/image" bs=1M conv=fsync status=none
for engine in isal jdk; do
    measure "conversion, $engine, to tmpfs" "$tmpfs" in_java $bench.Converting $engine "$package" "$tmpfs"
    measure "conversion, $engine, to disk" "$disk" in_java $bench.Converting $engine "$package" "$disk"
    measure "jar, convert, $engine, to tmpfs" "$tmpfs" from_jar $engine "$tmpfs"
    measure "jar, convert, $engine, to disk" "$disk" from_jar $engine "$disk"
done
measure "start of convert, to its first byte" "$tmpfs" start_up isal "$tmpfs"
measure "fetch at 1 Gbit/s, to disk" "$disk" curl -s -o "$disk/package.xvm2" "$url"
for engine in isal jdk; do
    measure "fetch and convert, $engine, to disk" "$disk" in_java org.spotcloud.adapter.imports.FetchingOnce $engine "$url" "$disk"
done
measure "steps of 2011, to disk" "$disk" of_2011 "$disk"
print ""
for engine in isal jdk; do
    [[ $engine == isal ]] && most=(1.15 1.15) || most=(1.08 1.10)
    goal "$engine: conversion to tmpfs over inflating to nowhere" ${most[0]} "${seconds[conversion, $engine, to tmpfs]:-}" \
        "${seconds[inflating, $engine, to nowhere]:-}"
    goal "$engine: conversion to disk over the slower of inflating and dd conv=fsync" ${most[1]} \
        "${seconds[conversion, $engine, to disk]:-}" "${seconds[inflating, $engine, to nowhere]:-}" \
        "${seconds[dd conv=fsync of the QCOW2]:-}"
    goal "$engine: fetch and convert over the slower of the two alone" 1.10 "${seconds[fetch and convert, $engine, to disk]:-}" \
        "${seconds[fetch at 1 Gbit/s, to disk]:-}" "${seconds[conversion, $engine, to disk]:-}"
    goal "$engine: bytes written over those of disk.qcow2, kernel and ramdisk" 1.01 \
        "${written[jar, convert, $engine, to disk]:-}" $output
    goal "$engine: peak RSS of convert in MB" 160 "$(megabytes "${resident[jar, convert, $engine, to disk]:-}")"
done
goal "seconds from the start of convert to its first byte" 0.5 "${seconds[start of convert, to its first byte]:-}"
