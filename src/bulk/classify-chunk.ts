import { isTransient, type ResultFormat } from '../cli/output/result-format.js';
import { failureOf, type Result } from '../cli/output/result.js';
import { ServiceError } from '../errors.js';
import type { Progress } from './codec.js';

/** Statuses with which an image's server says that it is asked too often, or too slowly. */
const BUSY_STATUSES = [408, 425, 429];

export interface ChunkWork {
  /** @throws whatever makes that there is no result: a ServiceError, or the reason of `stop` */
  readonly classify: (url: string, stop: AbortSignal) => Promise<Float32Array>;
  readonly format: Pick<ResultFormat, 'format'>;
  /** How often a URL is tried whose server fails. */
  readonly tries: number;
}

/**
 * Classifies the URLs of a chunk that have no result yet, all at once: `classify` bounds the work.
 *
 * @returns the progress after it; a URL whose server failed has a line only after the last try, and one that
 *   `stop` has cut off has none
 */
export async function classifyChunk(
  urls: readonly string[],
  { tries, lines }: Progress,
  work: ChunkWork,
  stop: AbortSignal,
): Promise<Progress> {
  const isLast = tries + 1 >= work.tries;
  const lineOf = async (url: string, index: number): Promise<string | null> => {
    const earlier = lines[index];
    if (earlier) return earlier;
    try {
      return write({ name: url, probabilities: await work.classify(url, stop) }, work);
    } catch (error) {
      if (stop.aborted || (!isLast && mayGoAway(error))) return null;
      return write({ name: url, failure: failureOf(error) }, work);
    }
  };
  const all = await Promise.all(urls.map(lineOf));
  return { tries: stop.aborted ? tries : tries + 1, lines: all };
}

function write(result: Result, { format }: ChunkWork): string {
  return format.format(result);
}

function mayGoAway(error: unknown): boolean {
  if (!(error instanceof ServiceError)) return true;
  return isTransient(error.code) || BUSY_STATUSES.includes(error.upstreamStatus ?? 0);
}
