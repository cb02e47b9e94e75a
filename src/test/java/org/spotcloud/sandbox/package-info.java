/**
 * A stand-in cloud for tests: EC2 and S3 over HTTP, a package server, and a control API that orders faults and shows the truth.
 * It shares no code with the adapter, so that what it decodes is judged from the format alone.
 */
package org.spotcloud.sandbox;
