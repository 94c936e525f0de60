/** Whether everything outside the process is as the service needs it: asked by a command and by the health of the start. */
@NullMarked
package dev.tapedeck.operate.doctor;

import org.jspecify.annotations.NullMarked;
