#!/bin/bash
# unbundle.sh MANIFEST CLOUD_KEY OUT: undoes an S3 bundle with openssl, gunzip and tar alone, and checks every digest and size.
#
#   MANIFEST   a file, or an http(s) address that curl can get; the parts lie beside the bucket's root:
#   PARTS=DIR  where the parts are (a folder or an address), for the part names as the manifest has them;
#              default: the manifest's own folder, with the part names' last component
#   CLOUD_KEY  PEM file of the cloud's private key        OUT   the image, written only when all of it is right
#
# curl is called with the options in CURL_OPTS (for example --aws-sigv4 and --user).
set -euo pipefail
[[ $# == 3 ]] || { sed -n 2,9p "$0" >&2; exit 2; }
manifest=$1 key=$2 out=$3 parts=${PARTS:-}
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
die() { echo "unbundle.sh: $*" >&2; exit 1; }
get() { # ADDRESS FILE
    # shellcheck disable=SC2086
    if [[ $1 == http* ]]; then curl -sSf ${CURL_OPTS:-} -o "$2" "$1"; else cat "$1" >"$2"; fi
}
hex_to_bytes() { # one \x.. an octet, without xxd
    local hex; hex=$(cat); printf '%b' "$(sed 's/../\\x&/g' <<<"$hex")"
}
get "$manifest" "$work/manifest.xml" || die "no manifest $manifest"
xml=$(tr -d '\n' <"$work/manifest.xml")
element() { # NAME: the text of the first such element
    grep -oE "<$1( [^>]*)?>[^<]*</$1>" <<<"$xml" | head -1 | sed -E 's/<[^>]*>//g'
}
image=$(sed -E 's/.*<image>(.*)<parts .*/\1/' <<<"$xml")
tar_digest=$(grep -oE '<digest algorithm="SHA1">[0-9a-f]{40}' <<<"$image" | head -1 | grep -oE '[0-9a-f]{40}$') || die "no image digest"
unlock() { # NAME: the 32 hex digits that the element holds, encrypted for the cloud
    element "$1" | hex_to_bytes | openssl pkeyutl -decrypt -inkey "$key" 2>/dev/null || die "$1 is not encrypted for this key"
}
aes_key=$(unlock ec2_encrypted_key); aes_iv=$(unlock ec2_encrypted_iv)
[[ $aes_key$aes_iv =~ ^[0-9a-f]{64}$ ]] || die "key and IV must be 32 hex digits each"
mapfile -t names < <(grep -oE '<filename>[^<]+' <<<"$xml" | sed 's/<filename>//')
mapfile -t digests < <(grep -oE '</filename><digest algorithm="SHA1">[0-9a-f]{40}' <<<"$xml" | grep -oE '[0-9a-f]{40}$')
[[ ${#names[@]} -gt 0 && ${#names[@]} == "${#digests[@]}" ]] || die "${#names[@]} parts, ${#digests[@]} digests"
[[ $xml == *"<parts count=\"${#names[@]}\">"* ]] || die "parts' count is not ${#names[@]}"
: >"$work/cipher"
for i in "${!names[@]}"; do
    if [[ -n $parts ]]; then from=$parts/${names[i]}; else from=${manifest%/*}/${names[i]##*/}; fi
    get "$from" "$work/part" || die "no part $from"
    found=$(openssl dgst -sha1 -r "$work/part" | cut -c1-40)
    [[ $found == "${digests[i]}" ]] || die "${names[i]}: digest ${digests[i]} expected, $found found"
    cat "$work/part" >>"$work/cipher"
done
bytes() { wc -c <"$1" | tr -d ' '; }
[[ $(bytes "$work/cipher") == "$(element bundled_size)" ]] || die "bundled_size $(element bundled_size) expected, $(bytes "$work/cipher") found"
openssl enc -d -aes-128-cbc -K "$aes_key" -iv "$aes_iv" -in "$work/cipher" -out "$work/gz" || die "the parts do not decrypt"
gunzip -c "$work/gz" >"$work/tar" || die "what was decrypted is not gzip"
found=$(openssl dgst -sha1 -r "$work/tar" | cut -c1-40)
[[ $found == "$tar_digest" ]] || die "image digest $tar_digest expected, $found found"
[[ $(tar -tvf "$work/tar" | cut -c1 | tr -d '\n') == - ]] || die "the tar must hold one regular file"
tar -xOf "$work/tar" >"$work/image"
[[ $(bytes "$work/image") == "$(element size)" ]] || die "size $(element size) expected, $(bytes "$work/image") found"
mv "$work/image" "$out"
