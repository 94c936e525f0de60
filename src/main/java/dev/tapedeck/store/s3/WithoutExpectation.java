package dev.tapedeck.store.s3;

import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * Removes {@code Expect: 100-continue} before the request is signed. Some proxies drop the header, and the client would wait for a
 * "continue" that nobody sends. Other proxies respond to it themselves, and the server responds again.
 *
 * <p>Named by {@code quarkus.s3.interceptors}, so it is public and has a public constructor.
 */
public final class WithoutExpectation implements ExecutionInterceptor {

    @Override
    public SdkHttpRequest modifyHttpRequest(Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
        return context.httpRequest().copy(request -> request.removeHeader("Expect"));
    }
}
