/** What the configuration of a boot loader on a disk starts by default. Text alone: knows no file system. */
package org.spotcloud.adapter.imports.bootmenu;
