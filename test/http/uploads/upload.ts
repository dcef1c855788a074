import type { startFakeService } from '../../helpers/service.js';

export const IMAGE = Buffer.from('the bytes of an image');
export type Running = Awaited<ReturnType<typeof startFakeService>>;

/** Sends an image as the body of a request. */
export function upload(
  { url }: { url: string },
  body: Uint8Array | ReadableStream = IMAGE,
  { query = '', type = 'image/png' } = {},
): Promise<Response> {
  return fetch(`${url}/classify-image${query}`, {
    method: 'POST',
    headers: { 'Content-Type': type },
    body,
    ...(body instanceof ReadableStream && { duplex: 'half' }),
  });
}

/** The value of a series without labels. */
export async function metric({ url }: Running, series: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(
    text
      .split('\n')
      .find((line) => line.startsWith(`${series} `))
      ?.split(' ')[1],
  );
}

/** A body without a length. */
export function chunked(chunks: Iterable<Uint8Array>): ReadableStream {
  return ReadableStream.from(chunks);
}
