/**
 * Strict JSON over bytes, without trees: cursors that validate, copy and find, in one pass.
 *
 * <p><b>What it is for.</b> A message is a JSON document with a string that holds another JSON document, escaped: the events. Nearly all bytes of
 * all messages pass through here. A tree of objects would cost more than all other work on a message together, and so would a pass that
 * only unescapes. So these classes read the bytes where they lie.
 *
 * <p><b>The two cursors.</b> Both stand at a position, step over one token or one value at a time, and say where it began and ended.
 * {@link dev.tapedeck.scan.json.PlainJson} reads plain UTF-8 and writes nothing. {@link dev.tapedeck.scan.json.EscapedJson} reads JSON that is
 * still the content of a JSON string, and writes the unescaped text to a target on its way. Neither recurses:
 * {@code Nesting} holds one bit for each open container. Callers are loops of their own over the members of an object; {@link
 * dev.tapedeck.scan.json.Field} tells the names apart that matter, without making strings. A cursor is reused from text to text,
 * by one thread at a time.
 *
 * <p><b>What strict means.</b> A text is accepted exactly if {@code JSON.parse} accepts it: the grammar of RFC 8259 and nothing beyond
 * it, so no comments, no trailing commas, no leading zeros, no raw control characters in strings. Depth is not limited.
 * Strings must be well-formed UTF-8, overlong forms and encoded surrogates excluded. A caller that has to accept ill-formed UTF-8 replaces it
 * first, see {@link dev.tapedeck.scan.json.Utf8#repair}. Escaped lone surrogates are accepted, as {@code JSON.parse} does.
 * Broken text is a return value, never an exception, and the cursor must not be used after that.
 *
 * <p><b>What escaped JSON is.</b> Inside the outer string, a quote of the inner document is written <code>\"</code>, and an inner line feed
 * <code>\\n</code>. The outer string may also write any character by its number, even a brace or a quote. Nearly all bytes are plain
 * text or one of the two usual escapes, and these have code of their own. {@code EscapedCopier} has the loops.
 *
 * <p><b>How it is fast.</b> Eight bytes at a time, as one {@code long} ({@link dev.tapedeck.scan.json.Swar}): one comparison finds the next quote,
 * backslash or control character. Arrays have some readable and writable bytes behind their content ({@code SLACK}), so that no loop
 * has to ask for the end at every byte. Loops work on local variables. {@link dev.tapedeck.scan.json.CompactJson} only validates, sixty-four
 * bytes at a time.
 *
 * <p><b>Who uses it.</b> {@code scan.snapshot} finds the events of a message. {@code scan.unwrap} restores the fields that the browser
 * compressed. {@code session.recorder} and {@code screen.warning} use the small classes for text.
 *
 * <p><b>How it is tested.</b> {@code BodyScannerFuzzTest} compares the scanner with a reference over trees of Jackson, for generated and
 * for damaged messages, 10,000 in each build and any number on demand. {@code CompactJsonTest} compares {@code CompactJson} with
 * {@code PlainJson}. {@code SwarTest} and {@code Utf8Test} compare with code that looks at one byte at a time. {@code NoTreesTest} bounds what
 * scanning allocates.
 */
@NullMarked
package dev.tapedeck.scan.json;

import org.jspecify.annotations.NullMarked;
