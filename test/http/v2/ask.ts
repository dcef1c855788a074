import { DEFAULT_MODEL } from '../../helpers/service.js';

export const HEADER_LENGTH = 'Inference-Header-Content-Length';
export const IMAGE_MODEL = `${DEFAULT_MODEL}_image`;

/** What the fake service's model for tensors takes: [227, 227, 3] of UINT8. */
export const VALUES = 227 * 227 * 3;
export const SHAPE = [227, 227, 3];
export const TENSOR = { name: 'input', shape: [1, ...SHAPE], datatype: 'UINT8' };

export interface Output {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
  readonly data?: readonly unknown[];
  readonly parameters?: { readonly binary_data_size: number };
}

export interface InferBody {
  readonly id?: string;
  readonly outputs: readonly [Output];
}

/** Sends an inference request: an object as JSON. */
export function infer(
  { url }: { readonly url: string },
  model: string,
  body: object | string | Uint8Array,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${url}/v2/models/${model}/infer`, {
    method: 'POST',
    headers,
    body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
  });
}

/** JSON and the binary data behind it, with the header that tells them apart. */
export function withBinary(json: object, binary: Uint8Array) {
  const text = Buffer.from(JSON.stringify(json));
  return {
    body: Buffer.concat([text, binary]),
    headers: { [HEADER_LENGTH]: String(text.length) },
  };
}

/** An answer's JSON, and the binary data behind it. */
export async function partsOf(response: Response): Promise<{ json: InferBody; binary: Buffer }> {
  const bytes = Buffer.from(await response.arrayBuffer());
  const length = response.headers.get(HEADER_LENGTH);
  const end = length === null ? bytes.length : Number(length);
  return {
    json: JSON.parse(bytes.subarray(0, end).toString()) as InferBody,
    binary: bytes.subarray(end),
  };
}

/** Elements of BYTES in binary data. */
export function elements(...contents: readonly (string | Uint8Array)[]): Buffer {
  return Buffer.concat(
    contents.flatMap((content) => {
      const bytes = Buffer.from(content);
      const length = Buffer.alloc(4);
      length.writeUInt32LE(bytes.length);
      return [length, bytes];
    }),
  );
}

/** An input of encoded images in base64. */
export function imageInput(...contents: readonly string[]) {
  return {
    name: 'image',
    shape: [contents.length],
    datatype: 'BYTES',
    parameters: { content_type: 'base64' },
    data: contents.map((content) => Buffer.from(content).toString('base64')),
  };
}
