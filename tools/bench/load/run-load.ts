import { HttpConnection } from './http-connection.js';

export interface Load {
  readonly port: number;
  /** Connections, each with one request under way at a time. */
  readonly concurrency: number;
  /** The next request to send; undefined when there are no more. */
  readonly next: () => Buffer | undefined;
  readonly onAnswer?: (body: string) => void;
}

export interface LoadResult {
  readonly completed: number;
  /** Until the last answer. */
  readonly seconds: number;
}

/**
 * Sends requests until there are no more, and waits for the answers.
 *
 * @throws Error at the first answer that is not a 200: what fails fast must not count as fast
 */
export async function runLoad({ port, concurrency, next, onAnswer }: Load): Promise<LoadResult> {
  const opening = Array.from({ length: concurrency }, () => HttpConnection.open(port));
  const connections = await Promise.all(opening);
  let completed = 0;
  const start = performance.now();
  async function work(connection: HttpConnection): Promise<void> {
    for (let request = next(); request !== undefined; request = next()) {
      const { status, body } = await connection.request(request);
      if (status !== 200) throw new Error(`port ${port} answered ${status}: ${body}`);
      completed++;
      onAnswer?.(body);
    }
  }
  try {
    await Promise.all(connections.map(work));
    return { completed, seconds: (performance.now() - start) / 1000 };
  } finally {
    for (const connection of connections) connection.close();
  }
}

/** Goes on with what `next` gives until the time is over. */
export function forSeconds(seconds: number, next: () => Buffer): () => Buffer | undefined {
  const end = performance.now() + seconds * 1000;
  return () => (performance.now() < end ? next() : undefined);
}

/** Goes on with what `next` gives, so many times. */
export function times(count: number, next: () => Buffer): () => Buffer | undefined {
  let sent = 0;
  return () => (sent++ < count ? next() : undefined);
}
