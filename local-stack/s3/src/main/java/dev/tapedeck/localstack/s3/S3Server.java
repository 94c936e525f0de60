package dev.tapedeck.localstack.s3;

import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/**
 * The S3 child process: serves a folder, each of whose sub-folders is a bucket, and says {@code up} on standard output
 * once it answers. Everything else that is printed goes to standard error.
 *
 * <p>Arguments: port, folder, bucket to create, access key, secret key.
 */
public final class S3Server {

    private S3Server() {}

    /** Runs until the process is ended; an error at start ends it with a stack trace and status 1. */
    public static void main(String[] arguments) throws Exception {
        PrintStream launcher = System.out;
        System.setOut(System.err);
        int port = Integer.parseInt(arguments[0]);
        Path folder = Files.createDirectories(Path.of(arguments[1]));
        String bucket = arguments[2];

        BlobStore store = new FilesystemNio2BlobStore(folder.toString());
        if (!store.containerExists(bucket)) {
            store.createContainer(bucket);
        }
        S3Proxy.builder()
                .blobStore(store)
                .endpoint(URI.create("http://127.0.0.1:" + port))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, arguments[3], arguments[4])
                .build()
                .start();

        launcher.println("up");
    }
}
