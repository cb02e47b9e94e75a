#!/bin/bash
# check-libcloud.sh: lets Debian's python3-libcloud, whose ECP driver others wrote, list sizes and images, create a machine, list,
# reboot and destroy it, against the running service. Needs a built jar and test classes, python3-libcloud, curl and jq.
set -euo pipefail
cd "$(dirname "$0")/../../.."
java=${JAVA_HOME:+$JAVA_HOME/bin/}java python=${PYTHON:-/usr/bin/python3}
for tool in "$java" "$python" curl jq; do
    command -v "$tool" >/dev/null || { echo "check-libcloud.sh: $tool is missing" >&2; exit 2; }
done
"$python" -c 'import libcloud' || { echo "check-libcloud.sh: python3-libcloud is missing" >&2; exit 2; }
work=$(mktemp -d) sandbox='' service=''
end() {
    local code=$?
    for pid in $service $sandbox; do kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || true; done
    [[ $code == 0 ]] || { tail -n 30 "$work/service.log" >&2; echo "check-libcloud.sh: FAILED" >&2; }
    rm -rf "$work"
    exit "$code"
}
trap end EXIT

package=0f9d3b8a-7f0c-11e0-9b4a-001b63b5a5e2
mkdir "$work/packages"
cp src/test/resources/packages/sample.xvm2 "$work/packages/$package.xvm2"
"$java" -cp "target/test-classes:$(cat target/test-classpath.txt)" org.spotcloud.sandbox.Sandbox \
    --port-file "$work/ports.json" --packages "$work/packages" --boot-delay PT1S --parent-pid $$ >"$work/sandbox.log" 2>&1 &
sandbox=$!
for _ in $(seq 150); do [[ ! -s $work/ports.json ]] || break; sleep 0.1; done
fact() { jq -r ".$1" "$work/ports.json"; }

port=$("$python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
password=$(printf 'sixty-characters-%.0s' 1 2 3 4 | cut -c1-60)
SERVER_PORT=$port \
SPRING_DATASOURCE_URL="jdbc:h2:async:$work/spotcloud;WRITE_DELAY=0;LOCK_TIMEOUT=10000;DB_CLOSE_ON_EXIT=FALSE" \
SPOTCLOUD_WORKSPACE_DIR=$work/workspace \
SPOTCLOUD_SECRETS_KEYFILE=$work/secret.key \
SPOTCLOUD_ADMIN_PASSWORDFILE=$work/admin-password \
SPOTCLOUD_HOSTING_PASSWORD=$password \
SPOTCLOUD_CLOUD_ENDPOINT=$(fact ec2) SPOTCLOUD_CLOUD_S3ENDPOINT=$(fact s3) \
SPOTCLOUD_CLOUD_ACCESSKEY=$(fact accessKey) SPOTCLOUD_CLOUD_SECRETKEY=$(fact secretKey) \
SPOTCLOUD_CLOUD_INSTANCETYPES_0_NAME=m1.small SPOTCLOUD_CLOUD_INSTANCETYPES_0_VCPUS=1 \
SPOTCLOUD_CLOUD_INSTANCETYPES_0_MEMORY=2GB SPOTCLOUD_CLOUD_INSTANCETYPES_0_DISK=20GB \
SPOTCLOUD_PUBLISH_BUCKET=$(fact bucket) SPOTCLOUD_PUBLISH_CLOUDCERTIFICATE=$(fact cloudCertificate) \
SPOTCLOUD_PACKAGES_URLTEMPLATE=$(fact packages) \
    "$java" -XX:TieredStopAtLevel=1 -jar target/spotcloud-openstack-adapter.jar >"$work/service.log" 2>&1 &
service=$!
for _ in $(seq 240); do
    ! curl -sf -o /dev/null "http://127.0.0.1:$port/actuator/health" || break
    kill -0 "$service"
    sleep 0.5
done

"$python" - "$port" "$password" "$package" <<'PYTHON'
import sys
import time

from libcloud.compute.base import NodeImage
from libcloud.compute.providers import get_driver
from libcloud.compute.types import Provider

port, password, package = int(sys.argv[1]), sys.argv[2], sys.argv[3]
driver = get_driver(Provider.ECP)("spotcloud", password, secure=False, host="127.0.0.1", port=port)


def until(what, look):
    for _ in range(120):
        found = look()
        if found:
            return found
        time.sleep(0.5)
    raise SystemExit("not seen in a minute: " + what)


sizes = until("sizes", driver.list_sizes)
assert [size.name for size in sizes] == ["m1.small.i386", "m1.small.x86_64"], sizes
assert sizes[1].ram == 2048, sizes[1]
print("- it lists", ", ".join(size.name for size in sizes))

# a package that was never listed can be ordered, too
image = NodeImage(id=package, name="any", driver=driver)
created = driver.create_node(name="na\u00efve name", size=sizes[1], image=image)
assert created.id != created.name, created
print("- it creates a machine")

node = until("the running machine", driver.list_nodes)[0]
assert node.id == created.id and node.name == "na\u00efve name", node
assert node.public_ips or node.private_ips, node
print("- it lists the machine, with its name and its address")

images = driver.list_images()
assert [image.id for image in images] == [package], images
assert images[0].name == "sample: ", images[0].name
print("- it lists the package by the name that it has in itself")

assert driver.reboot_node(node), node
again = until("the rebooted machine", driver.list_nodes)[0]
assert again.id == node.id, again
print("- it reboots the machine: stops it, waits until it is off, starts it")

assert driver.destroy_node(again), again
assert driver.list_nodes() == [], driver.list_nodes()
print("- it destroys the machine")

wrong = get_driver(Provider.ECP)("spotcloud", "wrong", secure=False, host="127.0.0.1", port=port)
try:
    wrong.list_nodes()
    raise SystemExit("a wrong password is let in")
except Exception as error:
    assert type(error).__name__ == "InvalidCredsError", repr(error)
print("- it is told that a password is wrong")
PYTHON
echo "check-libcloud.sh: all is well"
