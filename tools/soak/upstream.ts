import { readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The service's status for each kind of upstream, named by the first segment of the path. */
export const EXPECTED = {
  new: [200],
  hot: [200],
  late: [200],
  missing: [422],
  text: [422],
  cut: [422],
  broken: [502],
  reset: [502],
  // The response never ends.
  never: [504],
} as const;

export type Kind = keyof typeof EXPECTED;

export interface Upstream {
  readonly port: number;
  /** Open fetches of `/silent/…`, which never answers. */
  readonly silent: number;
  close(): void;
}

/** Milliseconds after which `/late/…` answers. */
const LATE = 300;

/** A loopback server of images and of faulty responses. */
export async function startUpstream(files: readonly string[]): Promise<Upstream> {
  const images = files.map((file) => readFileSync(file));
  const [first = Buffer.alloc(0)] = images;
  let silent = 0;

  function answer(path: string, response: ServerResponse): void {
    const [, kind, name] = path.split('/');
    const image = images[Number(name) % images.length];
    if (kind === 'new' || kind === 'hot') response.end(image);
    else if (kind === 'late') setTimeout(() => response.end(image), LATE);
    else if (kind === 'text') response.end('<html>no image</html>');
    else if (kind === 'cut') response.end(first.subarray(0, first.length / 3));
    else if (kind === 'broken') response.writeHead(500).end();
    else if (kind === 'reset') response.socket?.resetAndDestroy();
    else if (kind === 'never') response.write('x');
    else if (kind === 'silent') {
      silent++;
      response.once('close', () => silent--);
    } else response.writeHead(404).end();
  }

  const server = createServer((request, response) => {
    answer(request.url ?? '', response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    get silent() {
      return silent;
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
