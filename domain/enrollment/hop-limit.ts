/** Runs in a chain of causes, one starting the next, after which nothing more is started. */
export const hopLimit = 5;
