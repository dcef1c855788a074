import { HttpConnection } from './http-connection.js';

export interface Load {
  readonly port: number;
  /** Connections, each with one request under way at a time. */
  readonly concurrency: number;
  /** The next request; undefined at the end. */
  readonly next: () => Buffer | undefined;
  readonly onAnswer?: (body: string) => void;
}

export interface LoadResult {
  readonly completed: number;
  /** Until the last response. */
  readonly seconds: number;
}

/**
 * Sends all requests and waits for the responses.
 *
 * @throws Error at the first response that is not 200: a fast failure must not count as fast
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

/** Requests from `next` until the time is over. */
export function forSeconds(seconds: number, next: () => Buffer): () => Buffer | undefined {
  const end = performance.now() + seconds * 1000;
  return () => (performance.now() < end ? next() : undefined);
}

/** The first `count` requests from `next`. */
export function times(count: number, next: () => Buffer): () => Buffer | undefined {
  let sent = 0;
  return () => (sent++ < count ? next() : undefined);
}
