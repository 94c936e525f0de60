package dev.tapedeck.localstack;

import java.util.Map;

/** Makes the parts. */
record Parts(Options options, Folders folders, Map<PartName, Integer> ports, Guardian guardian, Console console) {

    Part part(PartName name) {
        Cache cache = Cache.ofUser();
        Versions versions = Versions.ofBuild();
        int port = ports.get(name);
        return switch (name) {
            case KAFKA -> new KafkaPart(folders, port, options.partitions());
            case S3 -> new S3Part(folders, port);
            case POSTGRES -> new PostgresPart(folders, new PostgresBinaries(cache, versions), port);
            case REDIS -> new RedisPart(folders, cache, versions, port);
            case CLICKHOUSE ->
                new ClickHousePart(
                        folders,
                        new EngineLibrary(cache, versions, guardian, console),
                        port,
                        options.clickhouseSql(),
                        console);
        };
    }
}
