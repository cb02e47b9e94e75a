#!/bin/bash
# make-tiny-ext.sh DIR: makes the file systems of 64 and 96 KiB that the fuzzing of the ext reader begins with, as
# DIR/<name>.img.gz: a kernel,
# a ramdisk, symbolic links (one of them too long for its inode) and a sparse file. Needs mke2fs and gzip; no root.
set -euo pipefail
out=$(realpath -m "${1:?usage: make-tiny-ext.sh DIR}"); mkdir -p "$out"
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
root=$work/root epoch=1700000000 uuid=5a3c1e2e-7d0b-4f6a-9c58-2f1b6f0e4d11
mkdir -p "$root"/{boot,etc}
seq 1 500 > "$root/boot/vmlinuz-1"; seq 500 600 > "$root/boot/initrd.img-1"; echo tiny > "$root/etc/hostname"
truncate -s 20000 "$root/etc/sparse"; echo end >> "$root/etc/sparse"
ln -s boot/vmlinuz-1 "$root/vmlinuz"; ln -s "$(printf 'boot/../%.0s' {1..20})boot/vmlinuz-1" "$root/long"
find "$root" -exec touch -h -d "@$epoch" {} +

make() {
    E2FSPROGS_FAKE_TIME=$epoch mke2fs -q -F -b 1024 -N 32 -m 0 -I "$3" -O "none,filetype,sparse_super,$4" -U $uuid \
        -E "hash_seed=$uuid,root_owner=0:0" -d "$root" "$work/$1.img" "$2" >/dev/null 2>&1
    truncate -s "$2" "$work/$1.img"; gzip -9n < "$work/$1.img" > "$out/$1.img.gz"
}
make ext2 64K 128 ext_attr
make ext4 96K 256 extent,64bit,metadata_csum,dir_index
make ext4-inline 96K 256 extent,64bit,inline_data
make ext4-meta-bg 96K 256 extent,64bit,meta_bg
