/** Orders and deletes machines by the thousand and looks whether anything of them stays. */
package org.spotcloud.soak;
