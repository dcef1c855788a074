/** The command cannot be carried out as it was written. The message is one line, and the exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Exit code for a command that cannot be carried out as it was written. */
export const USAGE_EXIT_CODE = 2;
