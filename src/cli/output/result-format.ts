import { STATUS_OF_CODE } from '../../errors.js';
import type { Result } from './result.js';

/** What a line of an earlier run says. */
export interface EarlierResult {
  readonly name: string;
  /** Whether another try may end better: the failure was the image's server's, or ours. */
  readonly retry: boolean;
}

/** A way to write results, one record each, that can be read back. */
export interface ResultFormat {
  /** The first record, with its end; empty if there is none. */
  readonly header: string;
  /** How each record begins. */
  readonly prefix: string;
  /** Whether a line's end may be in quotes, which then does not end the record. */
  readonly quotes: boolean;
  /** One image's record, with its end. */
  format(result: Result): string;
  /**
   * @param record without its end
   * @returns undefined if it is not one of this format
   */
  parse(record: string): EarlierResult | undefined;
}

/** Whether an error may go away: its status is one of the server's side. */
export function isTransient(code: string): boolean {
  const statuses: Readonly<Record<string, number>> = STATUS_OF_CODE;
  return (statuses[code] ?? 500) >= 500;
}
