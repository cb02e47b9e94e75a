/** What {@code src/test/tools/bench-image.sh} runs in processes of their own, to be measured from outside. */
package org.spotcloud.bench.image;
