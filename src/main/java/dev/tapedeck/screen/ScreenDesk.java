package dev.tapedeck.screen;

/** A lane's working memory for judging: buffers and the scanner. Used by one thread at a time. */
public final class ScreenDesk {}
