package dev.tapedeck.session;

import dev.tapedeck.scan.snapshot.ScannedBody;
import dev.tapedeck.screen.verdict.Admission;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.function.IntFunction;

/** Admitted messages whose body answers some questions as it should not. */
public final class AlteredBody {

    private AlteredBody() {}

    /** @param answers by the name of the method, for the number of the event, or for -1 where none is asked for */
    public static Admission in(Admission admission, Map<String, IntFunction<?>> answers) {
        return new Admission(
                admission.message(),
                admission.session(),
                admission.distinctId(),
                admission.retention(),
                admission.consoleLogs(),
                altered(admission.body(), answers));
    }

    private static ScannedBody altered(ScannedBody body, Map<String, IntFunction<?>> answers) {
        return (ScannedBody) Proxy.newProxyInstance(
                ScannedBody.class.getClassLoader(), new Class<?>[] {ScannedBody.class}, (proxy, method, arguments) -> {
                    IntFunction<?> answer = answers.get(method.getName());
                    return answer == null
                            ? method.invoke(body, arguments)
                            : answer.apply(arguments == null ? -1 : (Integer) arguments[0]);
                });
    }
}
