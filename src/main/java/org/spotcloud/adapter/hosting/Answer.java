package org.spotcloud.adapter.hosting;

/** An answer that says no more than how it went. */
@WireForm
record Answer(int errno, String message) {
    static final int SUCCESS = 0;
    static final String SUCCESS_MESSAGE = "Success";

    static Answer success(String message) {
        return new Answer(SUCCESS, message);
    }
}
