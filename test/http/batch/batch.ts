import type { ExecutionContext } from 'ava';
import { startFakeService } from '../../helpers/service.js';

export type Running = Awaited<ReturnType<typeof startFakeService>>;
type Options = Parameters<typeof startFakeService>;
export type Result = Record<string, unknown> & { image_url: string; error?: { code: string } };

export async function start(t: ExecutionContext, ...options: Options): Promise<Running> {
  const running = await startFakeService(...options);
  t.teardown(() => running.service.stop());
  return running;
}

/** Sends `POST /classify-images` with a JSON body. */
export function batch({ url }: { url: string }, body: unknown, query = ''): Promise<Response> {
  return fetch(`${url}/classify-images${query}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

export async function resultsOf(response: Response): Promise<Result[]> {
  return ((await response.json()) as { results: Result[] }).results;
}

export const urlOf = (name: string | number) => `http://example.com/${name}`;

/** A fetch that waits for `open`. */
export function gate({ fetcher }: Running) {
  let open!: () => void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  fetcher.behaviour = async (_url, signal) => {
    await opened;
    signal.throwIfAborted();
    return Buffer.from('an image');
  };
  return { open };
}
