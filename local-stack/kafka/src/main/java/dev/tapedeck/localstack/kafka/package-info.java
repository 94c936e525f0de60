/** Apache Kafka as a child process of the local stack: one node that is broker and controller at once. */
package dev.tapedeck.localstack.kafka;
