import type { ExecutionContext } from 'ava';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';

/** Stands before a server, and cuts the connection at the next command. */
export interface CuttingProxy {
  readonly url: string;
  /** The server never gets the next command, or it has executed it but its reply is lost. */
  cut(when: 'command' | 'reply'): void;
}

export async function startCuttingProxy(
  t: ExecutionContext,
  { port }: { port: number },
): Promise<CuttingProxy> {
  let next: 'command' | 'reply' | undefined;
  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    let replyIsLost = false;
    const end = () => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) socket.on('error', end).on('close', end);
    client.on('data', (command) => {
      const cut = next;
      next = undefined;
      if (cut === 'command') end();
      else upstream.write(command);
      replyIsLost = cut === 'reply';
    });
    upstream.on('data', (reply) => {
      if (replyIsLost) end();
      else client.write(reply);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut: (when) => (next = when),
  };
}
