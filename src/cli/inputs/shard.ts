import { UsageError } from '../usage-error.js';
import { identityOf } from './identity.js';

/** One of `count` disjoint parts of the images; the first has the index 0. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

const MAX_SHARDS = 1_000_000;

/**
 * @param text `3/10` for the third of ten
 * @throws UsageError
 */
export function parseShard(text: string): Shard {
  const [, number, count] = /^(\d{1,7})\/(\d{1,7})$/.exec(text)?.map(Number) ?? [];
  if (number && count && number <= count && count <= MAX_SHARDS)
    return { index: number - 1, count };
  throw new UsageError(
    `--shard ${JSON.stringify(text)} is not allowed: it must be K/N, such as 3/10 for the third of ten parts`,
  );
}

/** Whether an image is in a shard: by a hash of its name, so that every machine agrees. */
export function inShard(name: string, { index, count }: Shard): boolean {
  return identityOf(name).readUInt32BE() % count === index;
}
