package dev.tapedeck.diagnostics;

import java.util.regex.Pattern;

/** Addresses of servers as they may be shown. */
public final class Addresses {

    private static final Pattern CREDENTIALS = Pattern.compile("//[^@,\\s]*@");
    private static final Pattern PARAMETERS = Pattern.compile("\\?[^,\\s]*");

    private Addresses() {}

    /** The address, or list of addresses, without user, password and parameters. */
    public static String shown(String address) {
        String named = CREDENTIALS.matcher(address).replaceAll("//");
        return PARAMETERS.matcher(named).replaceAll("");
    }
}
