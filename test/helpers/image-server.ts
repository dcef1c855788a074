import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import {
  type AddressInfo,
  createServer as createTcpServer,
  type Server,
  type Socket,
} from 'node:net';

/** The response of a path: an image's bytes, or any listener. */
export type Route = Buffer | RequestListener;

export interface ImageServerOptions {
  /** The loopback address to listen at. */
  host?: string;
  /** Default: any free port. */
  port?: number;
  /** PEM. Makes the server use https. */
  tls?: { key: string; cert: string };
}

/** A real server on loopback. */
export interface LoopbackServer {
  readonly port: number;
  /** `http://127.0.0.1:PORT` or, with TLS, `https://127.0.0.1:PORT`. */
  readonly origin: string;
  /** Number of connections accepted so far. */
  readonly connections: number;
  /** Number of open connections. */
  readonly open: number;
  readonly close: () => Promise<void>;
}

export interface ImageServer extends LoopbackServer {
  url(path: string): string;
  /** Number of requests for a path, or of all requests. */
  requests(path?: string): number;
}

/** Serves routes by path (without query); any other path answers 404. */
export async function startImageServer(
  routes: Readonly<Record<string, Route>>,
  { host = '127.0.0.1', port = 0, tls }: ImageServerOptions = {},
): Promise<ImageServer> {
  const counts = new Map<string, number>();
  const listener: RequestListener = (request, response) => {
    const path = (request.url ?? '').replace(/\?.*/, '');
    counts.set(path, (counts.get(path) ?? 0) + 1);
    const route = routes[path];
    if (route === undefined) response.writeHead(404).end('no such image');
    else if (typeof route === 'function') route(request, response);
    else response.writeHead(200, { 'content-length': route.length }).end(route);
  };
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  const loopback = await listen(server, host, port, tls === undefined ? 'http' : 'https');
  return Object.assign(loopback, {
    url: (path: string) => loopback.origin + path,
    requests: (path?: string) =>
      path === undefined
        ? [...counts.values()].reduce((sum, count) => sum + count, 0)
        : (counts.get(path) ?? 0),
  });
}

/** A server that need not speak HTTP: calls `onRequest` at a connection's first bytes. */
export async function startRawServer(onRequest: (socket: Socket) => void): Promise<LoopbackServer> {
  const server = createTcpServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', () => {
      onRequest(socket);
    });
  });
  return await listen(server, '127.0.0.1', 0, 'http');
}

async function listen(
  server: Server,
  host: string,
  wanted: number,
  scheme: string,
): Promise<LoopbackServer> {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on('connection', (socket: Socket) => {
    connections++;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(wanted, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    origin: `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`,
    get connections() {
      return connections;
    },
    get open() {
      return sockets.size;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        for (const socket of sockets) socket.destroy();
      }),
  };
}
