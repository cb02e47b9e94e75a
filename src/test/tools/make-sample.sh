#!/bin/bash
# make-sample.sh OUT.xvm2: makes the small sample package of the tests and of ./quickstart: an MBR disk of 16 MiB with one
# ext4 partition that holds a kernel and a ramdisk in /boot. The kernel has a true setup header (boot flag, "HdrS",
# protocol 2.15, version text) and nothing behind it: it is a kernel to every tool that looks, and boots nowhere.
#
# Needs mkfs.ext4 (e2fsprogs), sfdisk (fdisk), cpio, gzip and perl; no root. The same input gives the same package.
set -euo pipefail
out=$(realpath -m "${1:?usage: make-sample.sh OUT.xvm2}")
for tool in mkfs.ext4 sfdisk cpio gzip md5sum perl; do
    command -v "$tool" >/dev/null || { echo "make-sample.sh: $tool is missing" >&2; exit 2; }
done
version=6.1.0-sample name=sample uuid=5a3c1e2e-7d0b-4f6a-9c58-2f1b6f0e4d11 epoch=1700000000
size_mib=16 start=2048
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
root=$work/root disk=$work/hd0.img
mkdir -p "$root"/{bin,boot,dev,etc,proc,sbin,sys} "$work/ramdisk"

# offsets by Linux, Documentation/arch/x86/boot.rst
perl -e '
    my ($version) = @ARGV;
    my $setup = "\0" x (5 * 512);
    my $put = sub { substr($setup, $_[0], length $_[1]) = $_[1] };
    $put->(0x1f1, pack "C", 4);                 # setup_sects
    $put->(0x1fe, pack "v", 0xaa55);            # boot_flag
    $put->(0x200, "\xeb\x66");                  # jump
    $put->(0x202, "HdrS");                      # header
    $put->(0x206, pack "v", 0x020f);            # version of the boot protocol
    $put->(0x20e, pack "v", 0x400);             # kernel_version, counted from 0x200
    $put->(0x211, pack "C", 1);                 # loadflags: LOADED_HIGH
    $put->(0x236, pack "v", 1);                 # xloadflags: XLF_KERNEL_64
    $put->(0x600, "$version (sample\@spotcloud) #1\0");
    print $setup, "\0" x (200 * 1024);
' "$version" > "$root/boot/vmlinuz-$version"
printf '#!/bin/sh\necho sample\n' > "$work/ramdisk/init"; chmod 755 "$work/ramdisk/init"
touch -d "@$epoch" "$work/ramdisk/init" "$work/ramdisk"
(cd "$work/ramdisk" && find . | sort | cpio -o -H newc --quiet --reproducible -R 0:0 | gzip -9n) > "$root/boot/initrd.img-$version"
printf '/dev/vda / ext4 defaults 0 1\n' > "$root/etc/fstab"
printf '#!/bin/sh\n' > "$root/sbin/init"; chmod 755 "$root/sbin/init"
seq 1 20000 > "$root/etc/numbers"
ln -s "boot/vmlinuz-$version" "$root/vmlinuz"; ln -s "boot/initrd.img-$version" "$root/initrd.img"
find "$root" -exec touch -h -d "@$epoch" {} +

truncate -s "${size_mib}M" "$disk"
printf 'label: dos\nlabel-id: 0x5c5c5c5c\nstart=%d, type=83\n' $start | sfdisk -q "$disk"
E2FSPROGS_FAKE_TIME=$epoch mkfs.ext4 -q -F -L sample -U "$uuid" -O ^has_journal \
    -E "offset=$((start * 512)),hash_seed=$uuid,root_owner=0:0" \
    -d "$root" "$disk" $((size_mib * 1024 - start / 2))k

cd "$work"
gzip -9n -c hd0.img > hd0.img.gz
cat > description.xml <<X
<domain><name>$name</name><uuid>$uuid</uuid><os><type>hvm</type><boot dev="hd" /></os><features><pae /><acpi /><apic /></features><devices><disk device="disk" type="file"><source file="hd0.img.gz" /><target dev="hda" /></disk></devices></domain>
X
echo "hd0.img $(stat -c %s hd0.img) $(md5sum < hd0.img | cut -d' ' -f1)" > manifest.txt
tar --format=ustar --owner=0 --group=0 --numeric-owner --mtime="@$epoch" -cf "$out" description.xml manifest.txt hd0.img.gz
echo "$out: $(stat -c %s "$out") bytes"
