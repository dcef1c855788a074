import { createHash } from 'node:crypto';
import { inject, injectable } from 'tsyringe';
import { KEY_RING, type KeyRing } from '../../access/key-ring.js';
import { SERVED_MODELS, type ServedModels } from '../../model/served-models.js';
import type { Context } from '../context.js';
import { type DocumentOptions, openApiDocument } from '../openapi/document.js';
import { OPERATIONS } from '../openapi/operations.js';
import { hasEtag } from '../responses/has-etag.js';
import { SECURITY_HEADERS } from '../responses/security-headers.js';
import { send } from '../responses/send.js';
import type { Route, ServiceRouter } from '../route.js';

const HEADERS: readonly string[] = [
  ...SECURITY_HEADERS.filter(([name]) => name !== 'Cache-Control').flat(),
  // Kept, and asked for again each time, which costs a 304: a new document is seen at once.
  ...['Cache-Control', 'no-cache'],
];

/** `GET /openapi.json`: the API's document, which is the same for everybody. */
@injectable()
export class OpenApiRoute implements Route {
  readonly access = 'open';
  private readonly options: DocumentOptions;
  private made: { readonly text: Buffer; readonly etag: string } | undefined;

  constructor(
    @inject(SERVED_MODELS) served: ServedModels,
    @inject(KEY_RING, { isOptional: true }) keys?: KeyRing,
  ) {
    this.options = { models: served.names, keys: keys !== undefined };
  }

  register(router: ServiceRouter): void {
    router.get('/openapi.json', (ctx: Context) => {
      // Made when somebody asks: no start takes longer for it.
      const { text, etag } = (this.made ??= make(this.options));
      const headers = [...HEADERS, 'ETag', etag];
      if (hasEtag(ctx, etag)) {
        send(ctx, 304, headers);
        return;
      }
      headers.push('Content-Type', 'application/json; charset=utf-8');
      headers.push('Content-Length', String(text.length));
      send(ctx, 200, headers, text);
    });
  }
}

function make(options: DocumentOptions) {
  const text = Buffer.from(JSON.stringify(openApiDocument(OPERATIONS, options)));
  const digest = createHash('sha256').update(text).digest('base64url');
  return { text, etag: `"${digest.slice(0, 22)}"` };
}
