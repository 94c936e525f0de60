/** Starts, wires and stops the service. {@link dev.tapedeck.app.RecordingPipeline} shows the flow from top to bottom. */
@NullMarked
package dev.tapedeck.app;

import org.jspecify.annotations.NullMarked;
