import type { ExecutionContext } from 'ava';
import type { testWithService } from '../../helpers/shared-service.js';
import { imageInput, infer, TENSOR, VALUES } from './ask.js';

export const IMAGE = imageInput('an image');
/** An input without the data of its image. */
export const { data: DATA, ...NO_DATA } = IMAGE;

/** A tensor in JSON whose first value is this, and the others 0. */
export function tensorWith(value: unknown, datatype = 'UINT8') {
  return { ...TENSOR, datatype, data: [value, ...new Array<number>(VALUES - 1).fill(0)] };
}

/** Asserts that the answer is an error of the protocol, in JSON. */
export async function refused(
  t: ExecutionContext,
  response: Response,
  status: number,
  message: RegExp,
): Promise<void> {
  const text = await response.text();
  t.is(response.status, status, text);
  t.is(response.headers.get('content-type'), 'application/json; charset=utf-8');
  const body = JSON.parse(text) as { error: string };
  t.deepEqual(Object.keys(body), ['error']);
  t.regex(body.error, message);
}

/** Requests in JSON that are answered with 400, by what is wrong with them. */
export type BadJson = Record<string, [model: string, body: unknown, message: RegExp]>;

/** Makes a test of each of these requests. */
export function testBadJson(test: ReturnType<typeof testWithService>, requests: BadJson): void {
  for (const [what, [model, body, message]] of Object.entries(requests))
    test(`${what} → 400`, async (t) => {
      await refused(t, await infer(t.context, model, JSON.stringify(body)), 400, message);
    });
}
