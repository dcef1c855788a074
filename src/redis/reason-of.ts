/** Only the message: errors of ioredis carry the command, and with it passwords and results. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
