import { describe, type Shown } from './predictions.js';
import type { Result } from './result.js';
import { type EarlierResult, isTransient, type ResultFormat } from './result-format.js';

/** One JSON object an image and line. */
export class JsonLines implements ResultFormat {
  readonly header = '';
  readonly prefix = '{"image":"';
  readonly quotes = false;

  constructor(private readonly shown: Shown) {}

  format(result: Result): string {
    const { name: image } = result;
    const rest =
      'failure' in result
        ? { error: { code: result.failure.code, message: result.failure.message } }
        : { ...describe(result.probabilities, this.shown), explanation: result.explanation };
    return `${JSON.stringify({ image, ...rest })}\n`;
  }

  parse(record: string): EarlierResult | undefined {
    try {
      const { image, error } = JSON.parse(record) as {
        image?: unknown;
        error?: { code?: unknown };
      };
      if (typeof image !== 'string') return undefined;
      return { name: image, retry: typeof error?.code === 'string' && isTransient(error.code) };
    } catch {
      return undefined;
    }
  }
}
