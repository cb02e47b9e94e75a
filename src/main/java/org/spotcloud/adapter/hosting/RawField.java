package org.spotcloud.adapter.hosting;

/** A field of a form as it arrived: octets, one character each (ISO-8859-1). */
record RawField(String name, String value) {}
