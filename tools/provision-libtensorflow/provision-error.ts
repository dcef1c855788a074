/** Why libtensorflow could not be set up, in one line that says what to do about it. */
export class ProvisionError extends Error {
  override readonly name = 'ProvisionError';

  /** @param details the last lines of the command that failed, shown below the message */
  constructor(
    message: string,
    readonly details = '',
  ) {
    super(message);
  }
}
