/** A bad setting. The message is one line: variable, value, allowed values. */
export class SettingError extends Error {
  override readonly name = 'SettingError';

  constructor(variable: string, value: string, allowed: string) {
    super(`${variable}=${JSON.stringify(value)} is not allowed: it must be ${allowed}`);
  }
}
