package org.spotcloud.adapter.isal;

import org.junit.jupiter.api.BeforeAll;

class IsalGzipReaderIT extends GzipReaderContract {
    IsalGzipReaderIT() {
        super(InflateEngine.ISAL);
    }

    @BeforeAll
    static void needsIsal() {
        InflateEnginesIT.needsIsal();
    }
}
