package dev.tapedeck.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.GZIPOutputStream;
import net.jpountz.lz4.LZ4Factory;

/** How a body is sent. */
enum Encoding {
    PLAIN {
        @Override
        Message apply(Message message) {
            return message;
        }
    },
    GZIP {
        @Override
        Message apply(Message message) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
                gzip.write(message.bytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return message.withBody(out.toByteArray());
        }
    },
    /** The length as four bytes, little endian, then one block. */
    LZ4 {
        @Override
        Message apply(Message message) {
            byte[] block = LZ4Factory.fastestInstance().fastCompressor().compress(message.bytes());
            byte[] body = ByteBuffer.allocate(Integer.BYTES + block.length)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(message.bytes().length)
                    .put(block)
                    .array();
            return message.withBody(body).withHeader("content-encoding", "lz4");
        }
    };

    abstract Message apply(Message message);
}
