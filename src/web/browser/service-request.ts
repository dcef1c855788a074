import type { ImageSource } from './image-source.js';

/** A request to the service that a browser and curl can send alike. */
export interface ServiceRequest {
  readonly method: 'GET' | 'POST';
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | File | FormData;
}

/** Fields of a JSON body, which are parameters of the query when the body is the image. */
export type Fields = Readonly<Record<string, string | number | undefined>>;

/** A request about an image, by its URL or with its bytes. */
export function imageRequest(
  path: string,
  source: ImageSource,
  fields: Fields,
  headers: Readonly<Record<string, string>> = {},
): ServiceRequest {
  const given = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  if (source.kind === 'url')
    return {
      method: 'POST',
      path,
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify({ image_url: source.url, ...Object.fromEntries(given) }),
    };
  const query = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
  return {
    method: 'POST',
    path: given.length > 0 ? `${path}?${query}` : path,
    headers: { 'Content-Type': mediaType(source.file), ...headers },
    body: source.file,
  };
}

/** A browser that does not know a file's type leaves it empty. The service looks at the content. */
function mediaType({ type }: File): string {
  return type.startsWith('image/') ? type : 'application/octet-stream';
}
