#!/bin/bash
# check-published.sh PACKAGE.xvm2: imports a package through the running service, takes the published bundles apart with
# openssl, gunzip and tar alone, and compares kernel, ramdisk and disk with what `convert` writes.
# Needs a built jar and test classes, curl, jq and openssl.
set -euo pipefail
package=$(realpath "${1:?usage: check-published.sh PACKAGE.xvm2}")
cd "$(dirname "$0")/../../.."
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
for tool in "$java" curl jq openssl cmp; do
    command -v "$tool" >/dev/null || { echo "check-published.sh: $tool is missing" >&2; exit 2; }
done
work=$(mktemp -d); quickstart=
end() {
    local code=$?
    [[ -z $quickstart ]] || { kill "$quickstart" 2>/dev/null && wait "$quickstart" || true; }
    rm -rf "$work"
    [[ $code == 0 ]] || echo "check-published.sh: FAILED" >&2
    exit "$code"
}
trap end EXIT

./quickstart --package "$package" >"$work/quickstart.log" 2>&1 &
quickstart=$!
for _ in $(seq 1200); do
    ! grep -q 'Ctrl-C ends it' "$work/quickstart.log" || break
    kill -0 "$quickstart" 2>/dev/null || { cat "$work/quickstart.log" >&2; exit 1; }
    sleep 0.5
done
grep -q 'The machine runs' "$work/quickstart.log" || { cat "$work/quickstart.log" >&2; exit 1; }

"$java" -jar target/spotcloud-openstack-adapter.jar convert "$package" --output "$work/converted" --quiet
sandbox() { jq -r ".$1" target/quickstart/sandbox.json; }
export CURL_OPTS="--aws-sigv4 aws:amz:nova:s3 -H x-amz-content-sha256:UNSIGNED-PAYLOAD --user $(sandbox accessKey):$(sandbox secretKey)"
images=$(curl -sSf "$(sandbox control)/images")
for kind in machine:disk.qcow2 kernel:kernel ramdisk:ramdisk; do
    type=${kind%%:*} file=${kind#*:}
    location=$(jq -r ".[] | select(.type == \"$type\" and .deregistered == false).location" <<<"$images")
    src/test/tools/unbundle.sh "$(sandbox s3)/$location" "$(sandbox cloudKey)" "$work/$file"
    cmp "$work/$file" "$work/converted/$file"
    echo "- the published $type equals what convert writes: $(wc -c <"$work/$file") bytes"
done
echo "check-published.sh: all is well"
