/**
 * An error as it may be logged. Messages and details of the database, and of Prisma, quote values of records, so of their errors only codes and
 * names are kept; of others name, message and stack.
 */
export function safeError(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { name: typeof error };
  const own = error as Error & Readonly<Record<string, unknown>>;
  if (typeof own.severity === 'string' && typeof own.routine === 'string') {
    const { name, code, table, column, constraint, routine } = own;
    return { name, code, table, column, constraint, routine, stack: framesOf(error) };
  }
  const code = typeof own.code === 'string' ? { code: own.code } : {};
  if (error.name.startsWith('PrismaClient')) return { name: error.name, ...code, stack: framesOf(error) };
  return {
    name: error.name,
    ...code,
    message: error.message,
    stack: framesOf(error),
    ...(error.cause === undefined ? {} : { cause: safeError(error.cause) }),
  };
}

/** The stack without its first lines, which repeat the message. */
function framesOf({ stack = '' }: Error): string {
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');
}
