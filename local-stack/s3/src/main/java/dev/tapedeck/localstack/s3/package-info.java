/** An S3 server as a child process of the local stack: S3Proxy over a folder. */
package dev.tapedeck.localstack.s3;
