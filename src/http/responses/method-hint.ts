import type { Context } from '../context.js';
import type { CurlExample } from '../openapi/operation.js';

/** A Host header that can stand in a command line. */
const PLAIN_HOST = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d+)?$/i;

/**
 * What may help whoever asks a path with a method that it does not take: the one that it takes, with a
 * command to copy. The command has no quotes, which JSON would escape.
 *
 * @param path without parameters
 * @param example of a request, if it needs more than the URL
 */
export function methodHint(
  ctx: Context,
  method: string,
  path: string,
  example?: CurlExample,
): string {
  const command = ['curl', host(ctx) + path];
  if (ctx.state.client?.name !== undefined) command.push('-H X-API-Key:KEY');
  if (example !== undefined) command.push(example.arguments);
  const note = example?.note === undefined ? '' : `, ${example.note}`;
  return `use ${method}, for example: ${command.join(' ')}${note}`;
}

/** As the client calls the service, if that is plain text. */
function host(ctx: Context): string {
  const asked = ctx.get('host');
  return PLAIN_HOST.test(asked) ? asked : `localhost:${ctx.req.socket.localPort ?? ''}`;
}
