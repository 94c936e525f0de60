package dev.tapedeck.diagnostics;

/** What a {@link DependencyCheck} has found, in words for an operator. Names no secret. */
public sealed interface CheckResult {

    /** What was looked at, in one or two words. */
    String subject();

    /** One sentence; of what is not fine it says what, why it matters and what to do. */
    String sentence();

    /**
     * As it should be.
     *
     * @param what what is so
     */
    record Fine(String subject, String what) implements CheckResult {

        @Override
        public String sentence() {
            return what + '.';
        }
    }

    /**
     * The service runs, but not as well as it could, or only by chance.
     *
     * @param what what is not as it should be
     * @param why what follows from it
     * @param remedy what to do
     */
    record Warning(String subject, String what, String why, String remedy) implements CheckResult {

        @Override
        public String sentence() {
            return sentenceOf(what, why, remedy);
        }
    }

    /**
     * The service cannot do its work.
     *
     * @param what what is not as it should be
     * @param why what follows from it
     * @param remedy what to do
     */
    record Broken(String subject, String what, String why, String remedy) implements CheckResult {

        @Override
        public String sentence() {
            return sentenceOf(what, why, remedy);
        }
    }

    private static String sentenceOf(String what, String why, String remedy) {
        return what + ", so " + why + ": " + remedy + '.';
    }
}
