package dev.tapedeck.testing;

import dev.tapedeck.readback.StackAddresses;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import javax.management.JMException;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/**
 * The five real servers, started once in this JVM on free ports with no data, and stopped with it.
 *
 * <p>Quarkus gives test classes and test resources class loaders of their own, so a static field would start one stack in
 * each of them. The JVM's MBean server is one for all.
 */
public final class LocalStack {

    private static final ObjectName NAME = name();

    private final StackControlMXBean control;

    private LocalStack(StackControlMXBean control) {
        this.control = control;
    }

    /** The stack of this JVM, started by the first who asks. Fails with the name of the part that does not start. */
    public static LocalStack shared() {
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        synchronized (beans) {
            if (!beans.isRegistered(NAME)) {
                register(beans, StackLauncher.start());
            }
        }
        return new LocalStack(JMX.newMXBeanProxy(beans, NAME, StackControlMXBean.class));
    }

    /** Where the servers are. */
    public StackAddresses addresses() {
        return new StackAddresses(control.getAddresses());
    }

    /** Where a part keeps its data. */
    public Path folder(String part) {
        return StackLauncher.FOLDER.resolve(part);
    }

    /** Stops a part in order: {@code kafka}, {@code s3}, {@code postgres}, {@code redis} or {@code clickhouse}. */
    public void stop(String part) {
        control.command("stop " + part);
    }

    /** Kills a part with all its processes. */
    public void kill(String part) {
        control.command("kill " + part);
    }

    /** Starts a part again, with its data and on its port, and waits until it is up. */
    public void start(String part) {
        control.command("start " + part);
    }

    private static void register(MBeanServer beans, StackControlMXBean control) {
        try {
            beans.registerMBean(control, NAME);
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ObjectName name() {
        try {
            return new ObjectName("dev.tapedeck:type=LocalStack");
        } catch (MalformedObjectNameException e) {
            throw new IllegalStateException(e);
        }
    }
}
