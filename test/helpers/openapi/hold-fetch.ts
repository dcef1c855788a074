import { documentOf } from './documents.js';

const origins = new Set<string>();

/** From now on, `fetch` fails for answers of this service that are not as the API's document says. */
export function holdFetch(origin: string): void {
  if (origins.size === 0) wrapFetch();
  origins.add(origin);
}

function wrapFetch(): void {
  const plain = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const response = await plain(input, init);
    const url = new URL(input instanceof Request ? input.url : input);
    if (origins.has(url.origin)) await check(response, url, init?.method ?? 'GET');
    return response;
  };
}

async function check(response: Response, url: URL, method: string): Promise<void> {
  const problem = documentOf([]).problem({
    method,
    path: url.pathname,
    status: response.status,
    contentType: response.headers.get('content-type') ?? '',
    body: await response.clone().text(),
  });
  if (problem !== undefined) throw new Error(`not as the document says: ${problem}`);
}
