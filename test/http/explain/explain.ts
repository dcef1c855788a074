export const IMAGE = { image_url: 'http://example.com/dog.jpg' };

/** Sends `POST /explain-image` with a JSON body. */
export function explain(
  { url }: { url: string },
  body: unknown,
  accept?: string,
  signal?: AbortSignal,
): Promise<Response> {
  return fetch(`${url}/explain-image`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      ...(accept !== undefined && { Accept: accept }),
    },
    body: JSON.stringify(body),
    ...(signal && { signal }),
  });
}
