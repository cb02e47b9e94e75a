#!/bin/bash
# check-sandbox.sh: drives the sandbox with Debian's awscli, so that its EC2 and S3 are held by a client that others wrote, and
# with a bundle made by hand with openssl, gzip and tar. Needs awscli, openssl, curl, jq, qemu-img, a JDK, and built test classes.
set -euo pipefail
root=$(cd "$(dirname "$0")/../../.." && pwd)
aws=${AWS:-/usr/bin/aws}; java=${JAVA_HOME:+$JAVA_HOME/bin/}java
for tool in "$aws" "$java" openssl curl jq gzip tar qemu-img; do
    command -v "$tool" >/dev/null || { echo "check-sandbox.sh: $tool is missing" >&2; exit 2; }
done
[[ -s $root/target/test-classpath.txt ]] || { echo "check-sandbox.sh: first: mvn process-test-classes" >&2; exit 2; }
work=$(mktemp -d); sandbox=
end() {
    local code=$?
    [[ -z $sandbox ]] || kill "$sandbox" 2>/dev/null || true
    rm -rf "$work"
    [[ $code == 0 ]] || echo "check-sandbox.sh: FAILED" >&2
    exit "$code"
}
trap end EXIT
fail() { echo "check-sandbox.sh: $*" >&2; exit 1; }
step() { echo "- $*"; }
expect() { [[ $2 == "$3" ]] || fail "$1: expected $2, found $3"; } # WHAT EXPECTED FOUND
until_is() { # EXPECTED COMMAND…: asks until the answer is as expected, for 20 seconds at most
    local wanted=$1 found=; shift
    for _ in $(seq 40); do found=$("$@"); [[ $found != "$wanted" ]] || return 0; sleep 0.5; done
    fail "$*: expected $wanted, found $found"
}
refused() { # CODE COMMAND…: the command fails, and its error names the code
    local code=$1; shift
    if "$@" >"$work/refused" 2>&1; then fail "$*: expected $code, was accepted"; fi
    grep -q "$code" "$work/refused" || fail "$*: expected $code, found $(cat "$work/refused")"
}

"$java" -cp "$root/target/test-classes:$(cat "$root/target/test-classpath.txt")" org.spotcloud.sandbox.Sandbox \
    --port-file "$work/ports.json" --boot-delay PT1S --parent-pid $$ &
sandbox=$!
for _ in $(seq 150); do [[ ! -s $work/ports.json ]] || break; sleep 0.1; done
[[ -s $work/ports.json ]] || fail "the sandbox does not start"
port() { jq -r ".$1" "$work/ports.json"; }
AWS_ACCESS_KEY_ID=$(port accessKey) AWS_SECRET_ACCESS_KEY=$(port secretKey)
export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_DEFAULT_REGION=RegionOne AWS_PAGER='' AWS_MAX_ATTEMPTS=1
export AWS_EC2_METADATA_DISABLED=true AWS_CONFIG_FILE=$work/none AWS_SHARED_CREDENTIALS_FILE=$work/none NO_PROXY=127.0.0.1
ec2() { "$aws" --endpoint-url "$(port ec2)" ec2 "$@"; }
s3() { "$aws" --endpoint-url "$(port s3)" s3 "$@"; }
bucket=$(port bucket) certificate=$(port cloudCertificate)

sha1() { openssl dgst -sha1 -r "$1" | cut -c1-40; }
hex() { od -An -v -tx1 | tr -d ' \n'; }
seal() { printf %s "$1" | openssl pkeyutl -encrypt -certin -inkey "$certificate" | hex; }
bundle() { # FILE PREFIX TYPE MACHINE_CONFIGURATION: parts and manifest into the bucket
    local file=$1 prefix=$2 dir=$work/bundle-$2 aes_key aes_iv part parts='' count=0
    mkdir -p "$dir"
    tar -C "$(dirname "$file")" -cf "$dir/tar" "$(basename "$file")"
    aes_key=$(openssl rand -hex 16) aes_iv=$(openssl rand -hex 16)
    gzip -1 -c "$dir/tar" | openssl enc -aes-128-cbc -K "$aes_key" -iv "$aes_iv" -out "$dir/cipher"
    split -b "${PART_SIZE:-10485760}" -d -a 2 "$dir/cipher" "$dir/$prefix.part."
    for part in "$dir/$prefix".part.*; do
        parts+="<part index=\"$count\"><filename>$(basename "$part")</filename><digest algorithm=\"SHA1\">$(sha1 "$part")</digest></part>"
        count=$((count + 1))
        s3 cp --quiet "$part" "s3://$bucket/$(basename "$part")"
    done
    printf %s "<?xml version=\"1.0\"?><manifest><version>2007-10-10</version><bundler><name>check</name><version>1</version>" \
        "<release>1</release></bundler><machine_configuration><architecture>x86_64</architecture>$4</machine_configuration>" \
        "<image><name>$(basename "$file")</name><user>000000000000</user><type>$3</type><digest algorithm=\"SHA1\">$(sha1 "$dir/tar")</digest>" \
        "<size>$(wc -c <"$file")</size><bundled_size>$(wc -c <"$dir/cipher")</bundled_size>" \
        "<ec2_encrypted_key algorithm=\"AES-128-CBC\">$(seal "$aes_key")</ec2_encrypted_key><user_encrypted_key algorithm=\"AES-128-CBC\"></user_encrypted_key>" \
        "<ec2_encrypted_iv>$(seal "$aes_iv")</ec2_encrypted_iv><user_encrypted_iv></user_encrypted_iv>" \
        "<parts count=\"$count\">$parts</parts></image><signature>UNSIGNED</signature></manifest>" >"$dir/$prefix.manifest.xml"
    s3 cp --quiet "$dir/$prefix.manifest.xml" "s3://$bucket/$prefix.manifest.xml"
}
register() { ec2 register-image --name "$1" --image-location "$bucket/$1.manifest.xml" --query ImageId --output text; }
image_state() { ec2 describe-images --image-ids "$1" --query 'Images[0].State' --output text; }
state() { ec2 describe-instances --instance-ids "$1" --query 'Reservations[0].Instances[0].State.Name' --output text; }

step "bundles made by hand are registered and become available"
{ head -c 510 /dev/zero; printf '\125\252'; head -c 2 /dev/zero; printf HdrS; head -c 60000 /dev/urandom; } >"$work/vmlinuz"
head -c 70000 /dev/urandom >"$work/initrd"
qemu-img create -q -f qcow2 "$work/disk.qcow2" 64M
qemu-img bench -q -w -c 40 -d 1 -s 65536 -f qcow2 "$work/disk.qcow2" >/dev/null
bundle "$work/vmlinuz" kernel kernel '<kernel_id>true</kernel_id>'; aki=$(register kernel)
bundle "$work/initrd" ramdisk ramdisk '<ramdisk_id>true</ramdisk_id>'; ari=$(register ramdisk)
PART_SIZE=2000 bundle "$work/disk.qcow2" machine machine "<kernel_id>$aki</kernel_id><ramdisk_id>$ari</ramdisk_id>"; ami=$(register machine)
[[ $aki == aki-* && $ari == ari-* && $ami == ami-* ]] || fail "ids: $aki $ari $ami"
for image in "$aki" "$ari" "$ami"; do until_is available image_state "$image"; done
expect "sha256 of the decoded disk" "$(openssl dgst -sha256 -r "$work/disk.qcow2" | cut -c1-64)" \
    "$(curl -sSf "$(port control)/images" | jq -r ".[] | select(.id == \"$ami\").sha256")"
expect "images by owner and name" "$ami" "$(ec2 describe-images --owners self --filters Name=name,Values=machine --query 'Images[*].ImageId' --output text)"

step "the unbundler finds the same disk, from a folder and over HTTP"
"$root/src/test/tools/unbundle.sh" "$work/bundle-machine/machine.manifest.xml" "$(port cloudKey)" "$work/again.qcow2"
cmp "$work/disk.qcow2" "$work/again.qcow2"; rm "$work/again.qcow2"
CURL_OPTS="--aws-sigv4 aws:amz:RegionOne:s3 -H x-amz-content-sha256:UNSIGNED-PAYLOAD --user $AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" \
    "$root/src/test/tools/unbundle.sh" "$(port s3)/$bucket/machine.manifest.xml" "$(port cloudKey)" "$work/again.qcow2"
cmp "$work/disk.qcow2" "$work/again.qcow2"

step "a bundle with a part of another turns failed, and the unbundler refuses it"
PART_SIZE=2000 bundle "$work/disk.qcow2" broken machine ''
s3 cp --quiet "s3://$bucket/broken.part.00" "s3://$bucket/broken.part.01"
until_is failed image_state "$(register broken)"
cp "$work/bundle-broken/broken.part.00" "$work/bundle-broken/broken.part.01"
refused 'digest' "$root/src/test/tools/unbundle.sh" "$work/bundle-broken/broken.manifest.xml" "$(port cloudKey)" "$work/never"
[[ ! -e $work/never ]] || fail "the unbundler wrote a broken image"

step "an instance runs, is found by its token, and goes"
ec2 create-security-group --group-name mark --description mark >/dev/null
run() { ec2 run-instances --image-id "$ami" --instance-type m1.small --security-groups mark --client-token "$1" --query 'Instances[0].InstanceId' --output text; }
instance=$(run token-1)
expect "a second run with the same token" "$instance" "$(run token-1)"
ec2 create-tags --resources "$instance" --tags Key=order,Value=4711
until_is running state "$instance"
expect "found by token, group and tag" "$instance" "$(ec2 describe-instances --query 'Reservations[*].Instances[*].InstanceId' --output text \
    --filters Name=client-token,Values=token-1 Name=instance.group-name,Values=mark Name=tag:order,Values=47*)"
ec2 stop-instances --instance-ids "$instance" >/dev/null; until_is stopped state "$instance"
refused IncorrectInstanceState ec2 stop-instances --instance-ids "$instance"
ec2 start-instances --instance-ids "$instance" >/dev/null; until_is running state "$instance"
ec2 terminate-instances --instance-ids "$instance" >/dev/null
gone() { ec2 describe-instances --instance-ids "$instance" >/dev/null 2>"$work/gone" && echo there || grep -o 'InvalidInstanceID.NotFound' "$work/gone"; }
until_is InvalidInstanceID.NotFound gone

step "refusals are OpenStack's"
refused InvalidAMIID.NotFound ec2 run-instances --image-id ami-00000000 --instance-type m1.small
refused InvalidRequest ec2 describe-instance-types
refused TypeError ec2 describe-images --dry-run
refused NoSuchKey ec2 register-image --name none --image-location "$bucket/none.manifest.xml"
AWS_SECRET_ACCESS_KEY=wrong refused AuthFailure ec2 describe-instances
AWS_SECRET_ACCESS_KEY=wrong refused SignatureDoesNotMatch s3 ls "s3://$bucket/"
ec2 deregister-image --image-id "$ami" >/dev/null
refused InvalidAMIID.NotFound ec2 describe-images --image-ids "$ami"

step "it ends when it is told to"
kill "$sandbox"; wait "$sandbox" || true; sandbox=
echo "check-sandbox.sh: all is well"
