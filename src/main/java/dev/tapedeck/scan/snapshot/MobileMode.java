package dev.tapedeck.scan.snapshot;

/** How a mobile recording shows the screen: told by its first visual event. */
public enum MobileMode {
    SCREENSHOT,
    WIREFRAME
}
