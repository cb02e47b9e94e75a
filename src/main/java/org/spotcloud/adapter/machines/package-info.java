/** What was ordered: machines, their states, transactions and usage; the ports to the engine and to the cloud. */
package org.spotcloud.adapter.machines;
