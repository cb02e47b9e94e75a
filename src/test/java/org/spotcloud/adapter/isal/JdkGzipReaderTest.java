package org.spotcloud.adapter.isal;

class JdkGzipReaderTest extends GzipReaderContract {
    JdkGzipReaderTest() {
        super(InflateEngine.JDK);
    }
}
