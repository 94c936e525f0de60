package dev.tapedeck.localstack;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * How the stack is to be started.
 *
 * @param ports which ports the parts listen on
 * @param data folder of the parts' data; empty for the default
 * @param fresh whether the data of the parts is deleted first
 * @param partitions number of partitions of the recording topics, at least 1
 * @param clickhouseSql folder of scripts to apply
 * @param envFile file to write the addresses to
 * @param only the parts to start
 * @param stopOnEof whether the end of standard input ends the stack
 */
record Options(
        Ports ports,
        Optional<Path> data,
        boolean fresh,
        int partitions,
        Optional<Path> clickhouseSql,
        Optional<Path> envFile,
        Set<PartName> only,
        boolean stopOnEof) {

    enum Ports {
        FIXED,
        FREE
    }
}
