import type { Context } from '../context.js';
import type { Operation } from '../openapi/operation.js';

/** A Host header that can stand in a command line. */
const PLAIN_HOST = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d+)?$/i;

/**
 * What may help whoever asks a path with a method that it does not take: which one it takes, with a command
 * to copy. It has no quotes, which JSON would escape.
 *
 * @param operations of the path
 */
export function methodHint(ctx: Context, operations: readonly Operation[]): string {
  const [operation] = operations;
  if (operation === undefined) return 'see Allow';
  const { method, path, curl } = operation;
  const command = ['curl', host(ctx) + path];
  if (ctx.state.client?.name !== undefined) command.push('-H X-API-Key:KEY');
  if (curl !== undefined) command.push(curl.arguments);
  const note = curl?.note === undefined ? '' : `, ${curl.note}`;
  return `use ${method.toUpperCase()}, for example: ${command.join(' ')}${note}`;
}

/** As the client calls the service, if that is plain text. */
function host(ctx: Context): string {
  const asked = ctx.get('host');
  return PLAIN_HOST.test(asked) ? asked : `localhost:${ctx.req.socket.localPort ?? ''}`;
}
