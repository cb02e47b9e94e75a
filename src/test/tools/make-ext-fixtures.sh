#!/bin/bash
# make-ext-fixtures.sh [DIR]: makes the small ext2, ext3 and ext4 file systems of the unit tests, with e2fsprogs (mke2fs,
# debugfs, e2fsck), in many combinations of features. DIR, by default src/test/resources/ext, has a folder for each tree
# of files; in it one NAME.img.gz for each file system that holds the tree, and expected.txt, made from the tree and not
# from the file systems: a line for each path, with fields between tabs:
#
#   f SIZE SHA-256 PATH          a regular file
#   d NAMES SHA-256 PATH         a directory: how many names, and the digest of the sorted names, each ended by a newline
#   l TARGET PATH                a symbolic link
#
# Needs e2fsprogs 1.47, gzip, perl; no root. What it makes differs from run to run only by the times at which inodes changed,
# and by the order of names in directories.
set -euo pipefail
export LC_ALL=C E2FSPROGS_FAKE_TIME=1700000000 SOURCE_DATE_EPOCH=1700000000 TZ=UTC PATH=$PATH:/usr/sbin:/sbin
out=$(realpath -m "${1:-$(dirname "$0")/../resources/ext}")
for tool in mke2fs debugfs e2fsck gzip perl sha256sum; do
    command -v "$tool" >/dev/null || { echo "make-ext-fixtures.sh: $tool is missing" >&2; exit 2; }
done
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
uuid=0fc9a1d4-6e52-4a7b-8c30-5d1e2f3a4b5c
rm -rf "$out"; mkdir -p "$out"

# blocks SIZE: so many bytes, no KiB of which is like another, that compress well
blocks() { perl -e 'for (my $i = 0; $i * 1024 < $ARGV[0]; $i++) { $s .= sprintf "%-1023d\n", $i } print substr $s, 0, $ARGV[0]' "$1"; }
# scatter FILE COUNT STEP: a KiB at each multiple of STEP bytes, and holes between
scatter() { perl -e '
    my ($file, $count, $step) = @ARGV;
    open my $f, ">", $file or die;
    for my $i (0 .. $count - 1) { sysseek $f, $i * $step, 0; syswrite $f, sprintf "%-1023d\n", $i }' "$1" "$2" "$3"; }

same_times() { find "$1" -exec touch -h -d @$E2FSPROGS_FAKE_TIME {} +; }

# expected TREE: the lines for all that is in it
expected() (
    cd "$1"
    find . | sort | while IFS= read -r path; do
        shown=${path#.}; shown=${shown:-/}
        if [ -L "$path" ]; then printf 'l\t%s\t%s\n' "$(readlink "$path")" "$shown"
        elif [ -d "$path" ]; then
            printf 'd\t%d\t%s\t%s\n' "$(ls -A "$path" | wc -l)" "$(ls -A "$path" | sort | sha256sum | cut -d' ' -f1)" "$shown"
        elif [ -f "$path" ]; then
            printf 'f\t%d\t%s\t%s\n' "$(stat -c %s "$path")" "$(sha256sum < "$path" | cut -d' ' -f1)" "$shown"
        fi
    done
)

# make TREE NAME SIZE OPTION...: a file system that holds the tree, checked by e2fsck; left in $image to be changed
make() {
    local tree=$1 name=$2 size=$3; shift 3
    image=$work/$tree-$name.img
    rm -f "$image"
    mke2fs -q -F -L fixture -U $uuid -E "hash_seed=$uuid,root_owner=0:0" -d "$work/$tree" "$@" "$image" "$size" > "$work/log" 2>&1 ||
        { cat "$work/log" >&2; echo "make-ext-fixtures.sh: $tree/$name cannot be made" >&2; exit 1; }
}
# keep TREE NAME: checks and stores what make made
keep() {
    e2fsck -fn "$image" > "$work/fsck" 2>&1 || { cat "$work/fsck" >&2; echo "make-ext-fixtures.sh: $1/$2 is damaged" >&2; exit 1; }
    store "$1" "$2"
}
store() {
    mkdir -p "$out/$1"
    gzip -9n < "$image" > "$out/$1/$2.img.gz"
    rm "$image"
}
fixture() { make "$@"; keep "$1" "$2"; }

# A tree of everything: sizes around the limits of inline content, of blocks and of the direct blocks of a map
plain=$work/plain
mkdir -p "$plain"/{boot,empty,a/b/c,many}
for size in 0 1 59 60 61 100 150 1023 1024 1025 4095 4097 12288 12289 280000; do blocks $size > "$plain/file-$size"; done
blocks 70000 > "$plain/boot/vmlinuz"
scatter "$plain/sparse" 12 20480
for i in $(seq 80); do echo "$i" > "$plain/many/a name of some length, number $i"; done
echo long > "$plain/a/$(printf 'n%.0s' {1..255})"
echo utf8 > "$plain/a/$(printf 'é%.0s' {1..127})"
echo deep > "$plain/a/b/c/file"
ln "$plain/file-1025" "$plain/a/hard"
mkfifo "$plain/a/fifo"
ln -s boot/vmlinuz "$plain/relative"
ln -s /a/b/../b/c "$plain/a/absolute"
ln -s "$(printf './%.0s' {1..25})file-1024" "$plain/fast-59"
ln -s "$(printf './%.0s' {1..26})file-102" "$plain/slow-60"
ln -s "$(printf './%.0s' {1..400})file-1024" "$plain/slow"
ln -s loop "$plain/loop"
ln -s nowhere "$plain/dangling"
same_times "$plain"

no_resize=^resize_inode
fixture plain ext2-1k 3m -t ext2 -b 1024
fixture plain ext2-1k-revision0 3m -t ext2 -b 1024 -r 0
fixture plain ext2-1k-old 3m -t ext2 -b 1024 -O ^dir_index,^sparse_super,^filetype,$no_resize,^ext_attr
fixture plain ext2-2k-inode128 3m -t ext2 -b 2048 -I 128
fixture plain ext2-4k 4m -t ext2 -b 4096
fixture plain ext2-64k 10m -t ext2 -b 65536 -N 256 -O ^resize_inode
fixture plain ext3-1k 5m -t ext3 -b 1024
fixture plain ext4-1k 5m -t ext4 -b 1024
fixture plain ext4-2k-32bit 3m -t ext4 -b 2048 -O ^64bit,^has_journal
fixture plain ext4-4k 3m -t ext4 -b 4096 -O ^has_journal
fixture plain ext4-4k-inode512 3m -t ext4 -b 4096 -I 512 -O ^has_journal
fixture plain ext4-64k 10m -t ext4 -b 65536 -N 256 -O ^has_journal
fixture plain ext4-no-journal 3m -t ext4 -b 1024 -O ^has_journal
fixture plain ext4-map 3m -t ext4 -b 1024 -O ^extents,^64bit,^has_journal
fixture plain ext4-meta-bg 5m -t ext4 -b 1024 -O meta_bg,$no_resize,^has_journal -g 256 -N 1024
fixture plain ext4-groups 4m -t ext4 -b 1024 -O ^has_journal,$no_resize,^flex_bg -g 256 -N 1024
fixture plain ext4-flex-bg 4m -t ext4 -b 1024 -O ^has_journal,$no_resize -g 256 -G 4 -N 1024
fixture plain ext4-sparse-super2 4m -t ext4 -b 1024 -O sparse_super2,meta_bg,$no_resize,^has_journal -g 256 -N 1024
fixture plain ext4-uninit-bg 4m -t ext4 -b 1024 -O ^metadata_csum,uninit_bg,^has_journal,^64bit -g 1024
fixture plain ext4-uninit-bg-64bit 4m -t ext4 -b 1024 -O ^metadata_csum,uninit_bg,^has_journal,64bit -g 1024
fixture plain ext4-no-checksums 3m -t ext4 -b 1024 -O ^metadata_csum,^uninit_bg,^has_journal
fixture plain ext4-checksum-inode128 3m -t ext4 -b 1024 -I 128 -O ^has_journal
fixture plain ext4-inline-256 3m -t ext4 -b 1024 -I 256 -O inline_data,^has_journal
fixture plain ext4-inline-1024 4m -t ext4 -b 4096 -I 1024 -O inline_data,^has_journal
fixture plain ext4-bigalloc-1k 3m -t ext4 -b 1024 -C 4096 -O bigalloc,^has_journal,$no_resize
fixture plain ext4-bigalloc-4k 6m -t ext4 -b 4096 -C 16384 -O bigalloc,^has_journal,$no_resize
fixture plain ext4-bigalloc-meta-bg 5m -t ext4 -b 1024 -C 4096 -g 1024 -N 1024 -O bigalloc,meta_bg,^has_journal,$no_resize
fixture plain ext4-others 4m -t ext4 -b 1024 -O casefold,mmp,large_dir,ea_inode,project,verity,stable_inodes,^has_journal
# The seed stays when the UUID changes
make plain ext4-new-uuid 3m -t ext4 -b 1024 -O metadata_csum_seed,^has_journal
tune2fs -U 11111111-2222-3333-4444-555566667777 "$image" > /dev/null
keep plain ext4-new-uuid
expected "$plain" > "$out/plain/expected.txt"

# Blocks that only the third level of a map reaches (with blocks of 1 KiB, from 64 MiB on)
deep=$work/deep
mkdir "$deep"
perl -e '
    open my $f, ">", $ARGV[0] or die;
    for my $i (0, 11, 12, 267, 268, 65803, 65804, 66059, 66060, 66061) { sysseek $f, $i * 1024, 0; syswrite $f, sprintf "%-1023d\n", $i }' "$deep/triple"
same_times "$deep"
fixture deep ext2-1k 1m -t ext2 -b 1024 -N 16
fixture deep ext4-1k 1m -t ext4 -b 1024 -N 16 -O ^has_journal
expected "$deep" > "$out/deep/expected.txt"

# Files of more extents than the inode (4) and than a node of a block have room for (84 of 1 KiB)
fragments=$work/fragments
mkdir "$fragments"
scatter "$fragments/one-level" 60 4096
scatter "$fragments/two-levels" 700 4096
same_times "$fragments"
fixture fragments ext4-1k 2m -t ext4 -b 1024 -N 16 -O ^has_journal
fixture fragments ext2-1k 2m -t ext2 -b 1024 -N 16
# Blocks that are allocated but not written read as zeros, whatever is in them
make fragments ext4-unwritten 2m -t ext4 -b 1024 -N 16 -O ^has_journal
debugfs -w -f /dev/stdin "$image" > /dev/null 2>&1 <<'D'
fallocate /one-level 0 236
zap_block -f /one-level -p 0xaa 1
zap_block -f /one-level -p 0xaa 230
D
keep fragments ext4-unwritten
expected "$fragments" > "$out/fragments/expected.txt"

# Directories with a hash index of one level and of two; hard links, because an inode for each name would cost more
index=$work/index
mkdir -p "$index"/{one,two}
echo hashed > "$index/one/name 1"
for i in $(seq 2 1000); do ln "$index/one/name 1" "$index/one/name $i"; done
for i in $(seq 1200); do ln "$index/one/name 1" "$index/two/$i $(printf 'n%.0s' {1..100})"; done
same_times "$index"
for options in "ext2-1k -t ext2" "ext4-1k -t ext4 -O ^has_journal"; do
    make index ${options%% *} 1m -b 1024 -N 16 ${options#* }
    e2fsck -fyD "$image" > /dev/null 2>&1 || [ $? -eq 1 ]
    debugfs -R 'htree_dump /two' "$image" 2>/dev/null | grep -q 'Indirect levels: 1' || { echo "make-ext-fixtures.sh: no index of two levels" >&2; exit 1; }
    keep index ${options%% *}
done
make index ext4-4k 2m -t ext4 -b 4096 -N 16 -O ^has_journal
e2fsck -fyD "$image" > /dev/null 2>&1 || [ $? -eq 1 ]
keep index ext4-4k
expected "$index" | grep -v '\(name [2-9]\|name 1[0-9]\|[0-9] n*$\)' > "$out/index/expected.txt"

# A little of everything in 512 KiB, to damage: a file of many extents and of three kinds of map, directories of two blocks
small=$work/small
mkdir -p "$small"/{a,b,c,d,e}
scatter "$small/file" 9 40960
echo short > "$small/a/entry 1"
for i in $(seq 2 150); do ln "$small/a/entry 1" "$small/a/entry $i"; done
ln -s a "$small/fast"
ln -s "$(printf './%.0s' {1..30})a" "$small/slow"
same_times "$small"
fixture small ext2-1k 512k -t ext2 -b 1024 -N 32 -O $no_resize
fixture small ext4-no-checksums 512k -t ext4 -b 1024 -N 32 -O ^metadata_csum,^has_journal,$no_resize
fixture small ext4-uninit-bg 512k -t ext4 -b 1024 -N 32 -O ^metadata_csum,uninit_bg,^has_journal,$no_resize
fixture small ext4-inline 512k -t ext4 -b 1024 -N 32 -O ^metadata_csum,inline_data,^has_journal,$no_resize
fixture small ext4-checksums 512k -t ext4 -b 1024 -N 32 -O metadata_csum,^has_journal,$no_resize
make small ext4-index 512k -t ext4 -b 1024 -N 32 -O metadata_csum,^has_journal,$no_resize
e2fsck -fyD "$image" > /dev/null 2>&1 || [ $? -eq 1 ]
keep small ext4-index
expected "$small" | grep -v 'entry [0-9][0-9]' > "$out/small/expected.txt"

# Journals to be replayed. The first transaction has the blocks by which the file system differs from itself after some
# work; then come one block that begins with the journal's magic, one that is revoked, and a transaction that was not
# committed. What is expected is what e2fsck makes of it.
journal=$work/journal
mkdir "$journal"
blocks 40960 > "$journal/file"
echo old > "$journal/old"
ln -s file "$journal/link"
same_times "$journal"

# physical FILE BLOCK: where that block of a file is
physical() { debugfs -R "bmap $1 $2" "$image" 2>/dev/null; }
# transactions BLOCK_SIZE: the commands that write them
transactions() {
    blocks 102400 > "$work/new"; same_times "$work/new"
    cp "$image" "$work/after.img"
    printf 'mkdir /made\nwrite %s /made/copy\nsymlink /made/link ../file\nrm /old\n' "$work/new" > "$work/commands"
    debugfs -w -f "$work/commands" "$work/after.img" > /dev/null 2>&1
    perl -e '
        my ($size, $before, $after, $out) = @ARGV;
        open my $b, "<", $before or die; open my $a, "<", $after or die; open my $o, ">", $out or die;
        for (my $n = 0; read $b, my $old, $size; $n++) { read $a, my $new, $size; if ($old ne $new) { push @n, $n; print $o $new } }
        print join ",", @n' "$1" "$image" "$work/after.img" "$work/first" > "$work/numbers"
    for kind in escaped revoked lost; do
        perl -e 'my $b = ($ARGV[0] eq "escaped" ? "\xc0\x3b\x39\x98" : "") . "$ARGV[0] "; print substr $b . "x" x $ARGV[1], 0, $ARGV[1]' $kind "$1" > "$work/$kind"
    done
    echo "jw -b $(cat "$work/numbers") $work/first"
    echo "jw -b $(physical /file 1),$(physical /file 3) $work/both"; cat "$work/escaped" "$work/revoked" > "$work/both"
    echo "jw -r $(physical /file 3)"
    echo "jw -b $(physical /file 2) -c $work/lost"
}
# with_journal NAME BLOCK_SIZE SIZE CHECKSUMS MKE2FS_OPTION...
with_journal() {
    local name=$1 bytes=$2 size=$3 checksums=$4; shift 4
    make journal "$name" "$size" -b "$bytes" -N 32 -O ^resize_inode "$@"
    { echo "jo $checksums"; transactions "$bytes"; echo jc; } > "$work/session"
    debugfs -w -f "$work/session" "$image" > "$work/log" 2>&1
    cp "$image" "$work/replayed.img"
    store journal "$name"
    e2fsck -fy "$work/replayed.img" > "$work/log" 2>&1 || [ $? -eq 1 ]
    rm -rf "$work/replayed"; mkdir "$work/replayed"
    debugfs -R "rdump / $work/replayed" "$work/replayed.img" > /dev/null 2>&1
    rmdir "$work/replayed/lost+found"
    expected "$work/replayed" > "$work/expected"
    [ -f "$out/journal/expected.txt" ] || cp "$work/expected" "$out/journal/expected.txt"
    cmp "$work/expected" "$out/journal/expected.txt"
}
with_journal ext3-1k 1024 2100k "" -t ext3
with_journal ext4-no-checksums 1024 2100k "" -t ext4 -O ^metadata_csum,^flex_bg,^resize_inode
with_journal ext4-checksums-2 1024 2100k "-c -v 2" -t ext4
with_journal ext4-checksums-3 1024 2100k "-c -v 3" -t ext4
with_journal ext4-checksums-2-32bit 1024 2100k "-c -v 2" -t ext4 -O ^64bit
with_journal ext4-checksums-3-32bit 1024 2100k "-c -v 3" -t ext4 -O ^64bit

du -bc "$out"/*/*.gz | tail -n 1
