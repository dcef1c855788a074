/** A bad setting. The message is one line: variable, value, allowed values. */
export class SettingError extends Error {
  override readonly name = 'SettingError';

  /** @param value undefined for a secret, which is not shown */
  constructor(variable: string, value: string | undefined, allowed: string) {
    const setting = value === undefined ? variable : `${variable}=${JSON.stringify(value)}`;
    super(`${setting} is not allowed: it must be ${allowed}`);
  }
}
