#!/bin/bash
# check-conversion.sh WORKDIR: holds the jar's convert against real tools, on packages made of Debian's own kernel. For each
# package: qemu-img finds no error in the QCOW2, and no difference from the partition; kernel and ramdisk are what
# debugfs dumps; the result boots (BOOT=no leaves that out). Of a package with a boot loader the whole disk is converted,
# too: it has no difference, either, and boots by itself.
#
# PACKAGES="mbr gpt boot bare grub" chooses among the packages; JAR names the jar. Packages that stand in WORKDIR are used again.
# Needs root and what make-package.sh and boot-image.sh need, qemu-img, debugfs and java.
set -Eeuo pipefail
work=$(realpath -m "${1:?usage: check-conversion.sh WORKDIR}"); mkdir -p "$work"
tools=$(dirname "$(realpath "$0")")
jar=$(realpath "${JAR:-$tools/../../../target/spotcloud-openstack-adapter.jar}")
[[ -f $jar ]] || { echo "check-conversion.sh: $jar is missing: build it with mvn package" >&2; exit 2; }
for tool in java qemu-img debugfs sfdisk jq cmp truncate dd; do
    command -v "$tool" >/dev/null || { echo "check-conversion.sh: $tool is missing" >&2; exit 2; }
done

# what make-package.sh is told, by package
declare -A made=(
    [mbr]="TABLE=mbr"
    [gpt]="TABLE=gpt"
    [boot]="TABLE=mbr START=63 BOOT_PART=1 WRITER=archipel FS=ext3"
    [bare]="TABLE=none FS=ext2 WRITER=archipel GZ=none"
    [grub]="LOADER=grub"
)

# partition DISK NUMBER: its first byte and its length in bytes; the whole disk where there is no table
partition() {
    sfdisk -J "$1" 2>/dev/null | jq -r --argjson n "$2" '.partitiontable.partitions[$n - 1] | "\(.start * 512) \(.size * 512)"' \
        | grep . || echo "0 $(stat -c %s "$1")"
}

# raw DISK NUMBER OUT: the partition as a file of its own, holes kept
raw() {
    local start length
    read -r start length < <(partition "$1" "$2")
    dd if="$1" of="$3" bs=512 skip=$((start / 512)) count=$((length / 512)) conv=sparse status=none
    truncate -s "$length" "$3"
}

# same RAW IMAGE: the image has no error and is that disk
same() {
    qemu-img check -q "$2"
    qemu-img compare -q -f raw -F qcow2 "$1" "$2"
    # compare takes what one image is longer for equal while it is zero
    [[ $(qemu-img info --output=json "$2" | jq '."virtual-size"') == $(stat -c %s "$1") ]]
}

check() {
    local name=$1 dir=$work/$1 out=$work/$1/out root=1 boot=1 folder=/boot kernel ramdisk
    mkdir -p "$dir"
    if [[ ! -f $dir/package.xvm2 ]]; then
        (cd "$dir" && env ${made[$name]} KEEP="$dir/made" "$tools/make-package.sh" "$dir/package.xvm2") 2>/dev/null
    fi
    [[ $name != boot ]] || { root=2; folder=; }
    rm -rf "$out"
    java -jar "$jar" inspect "$dir/package.xvm2" > "$dir/inspect.txt"
    java -jar "$jar" convert "$dir/package.xvm2" --output "$out" > "$dir/convert.txt"
    raw "$dir/made/hd0.img" $root "$dir/root.raw"; raw "$dir/made/hd0.img" $boot "$dir/boot.raw"
    same "$dir/root.raw" "$out/disk.qcow2"
    kernel=$(cd "$dir/made/kernel/boot" && ls vmlinuz-*) ramdisk=initrd.img-${kernel#vmlinuz-}
    debugfs -R "dump $folder/$kernel $dir/kernel.dumped" "$dir/boot.raw" 2>/dev/null
    debugfs -R "dump $folder/$ramdisk $dir/ramdisk.dumped" "$dir/boot.raw" 2>/dev/null
    [[ -s $dir/kernel.dumped && -s $dir/ramdisk.dumped ]]
    cmp "$dir/kernel.dumped" "$out/kernel"; cmp "$dir/ramdisk.dumped" "$out/ramdisk"
    grep -q "^kernel *$folder/$kernel$" "$dir/inspect.txt"
    [[ $(ls "$out") == $'disk.qcow2\nkernel\nramdisk' ]]
    cat "$dir/package.xvm2" | java -jar "$jar" convert - --quiet --output "$out-stdin"
    cmp "$out/disk.qcow2" "$out-stdin/disk.qcow2"; rm -rf "$out-stdin"
    rm -f "$dir"/{root,boot}.raw "$dir"/*.dumped
    [[ ${BOOT:-yes} == no ]] || "$tools/boot-image.sh" "$out/kernel" "$out/ramdisk" "$out/disk.qcow2"
    [[ ${made[$name]} != *LOADER=* ]] || check_disk "$dir"
}

# check_disk DIR: the whole disk of the package there
check_disk() {
    local dir=$1 out=$1/whole
    rm -rf "$out"
    java -jar "$jar" convert "$dir/package.xvm2" --boot-mode disk --output "$out" >> "$dir/convert.txt"
    same "$dir/made/hd0.img" "$out/disk.qcow2"
    [[ $(ls "$out") == disk.qcow2 ]]
    [[ ${BOOT:-yes} == no ]] || "$tools/boot-image.sh" --disk "$out/disk.qcow2"
}

name=
trap 'echo "check-conversion.sh: $name FAILED at line $LINENO: $BASH_COMMAND" >&2' ERR
for name in ${PACKAGES:-mbr gpt boot bare grub}; do
    echo "== $name: ${made[$name]}"
    check "$name"
    sed 's/^/   /' "$work/$name/convert.txt"
done
echo "conversion: ${PACKAGES:-mbr gpt boot bare grub}: identical to the partitions, kernels and ramdisks as debugfs dumps them, $([[ ${BOOT:-yes} == no ]] && echo "not booted" || echo "booted")"
