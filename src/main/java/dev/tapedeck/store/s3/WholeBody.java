package dev.tapedeck.store.s3;

import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.Unpooled;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import org.reactivestreams.Subscriber;
import software.amazon.awssdk.core.async.AsyncRequestBody;

/**
 * The body of a write, which is sent, summed and signed without a copy. It can be read any number of times, on any thread.
 *
 * @param pieces one behind the other; nobody changes them
 */
record WholeBody(List<ByteBuffer> pieces) implements AsyncRequestBody {

    /** Its length in bytes. */
    long length() {
        return pieces.stream().mapToLong(ByteBuffer::remaining).sum();
    }

    /** All of it. */
    InputStream read() {
        return new ByteBufInputStream(Unpooled.wrappedBuffer(views()));
    }

    /** Its CRC-32 as S3 headers have it: in base64. */
    String crc32() {
        CRC32 sum = new CRC32();
        for (ByteBuffer piece : views()) {
            sum.update(piece);
        }
        byte[] bytes =
                ByteBuffer.allocate(Integer.BYTES).putInt((int) sum.getValue()).array();
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public Optional<Long> contentLength() {
        return Optional.of(length());
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
        AsyncRequestBody.fromRemainingByteBuffersUnsafe(views()).subscribe(subscriber);
    }

    private ByteBuffer[] views() {
        return pieces.stream().map(ByteBuffer::duplicate).toArray(ByteBuffer[]::new);
    }
}
