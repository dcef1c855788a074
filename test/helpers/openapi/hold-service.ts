import type { ServerResponse } from 'node:http';
import { gunzipSync, inflateSync } from 'node:zlib';
import type { DependencyContainer } from 'tsyringe';
import { App } from '../../../src/http/app.js';
import { SERVED_MODELS, type ServedModels } from '../../../src/model/served-models.js';
import type { Answered } from './api-document.js';
import { documentOf } from './documents.js';

/**
 * Notes every answer of a service in this process, whoever asked.
 *
 * @returns a function that says what is not as the API's document says. It takes its time, so it is for
 *   the end of a test: some tests have clients without patience
 */
export function holdToDocument(container: DependencyContainer): () => string[] {
  // Made before the port opens.
  const document = documentOf(container.resolve<ServedModels>(SERVED_MODELS).names);
  const answers: Answered[] = [];
  container.afterResolution(
    App,
    (_token, result) => {
      const app = result as App;
      app.koa.middleware.unshift(async (ctx, next) => {
        const body = captureBody(ctx.res);
        ctx.res.once('finish', () => {
          answers.push({
            method: ctx.method,
            path: ctx.url,
            status: ctx.res.statusCode,
            contentType: headerOf(ctx.res, 'content-type'),
            body: inflated(body(), headerOf(ctx.res, 'content-encoding')).toString(),
          });
        });
        await next();
      });
    },
    { frequency: 'Once' },
  );
  return () => answers.flatMap((answer) => document.problem(answer) ?? []);
}

/** @returns a function that gives what was sent in one piece, as all answers are */
function captureBody(response: ServerResponse): () => Buffer {
  let bytes = Buffer.alloc(0);
  const end = response.end.bind(response) as (...args: unknown[]) => ServerResponse;
  response.end = ((...args: unknown[]) => {
    const [chunk] = args;
    if (typeof chunk === 'string' || chunk instanceof Uint8Array) bytes = Buffer.from(chunk);
    return end(...args);
  }) as typeof end;
  return () => bytes;
}

/** From the head as it was sent: what `writeHead` got is not kept elsewhere. */
function headerOf(response: ServerResponse, name: string): string {
  const { _header: head = '' } = response as unknown as { _header?: string };
  return new RegExp(`^${name}: *(.*)\\r$`, 'im').exec(head)?.[1] ?? '';
}

function inflated(body: Buffer, encoding: string): Buffer {
  if (encoding === 'gzip') return gunzipSync(body);
  return encoding === 'deflate' ? inflateSync(body) : body;
}
