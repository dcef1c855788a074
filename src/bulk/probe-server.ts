import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { WorkerMetrics } from './worker-metrics.js';

/** Milliseconds that a request may take to arrive. */
const TIMEOUT = 5000;
const MAX_CONNECTIONS = 64;

export interface ProbeServer {
  readonly port: number;
  close(): void;
}

/**
 * Answers `/livez`, `/readyz` and `/metrics` for whoever runs the worker.
 *
 * @throws the operating system's error when the port cannot be opened
 */
export async function startProbeServer(
  port: number,
  host: string | undefined,
  isReady: () => boolean,
  metrics: WorkerMetrics,
): Promise<ProbeServer> {
  const answer: RequestListener = (request, response) => {
    const send = (status: number, type: string, text: string) => {
      response.writeHead(status, { 'content-type': type, connection: 'close' }).end(text);
    };
    const path = request.url?.replace(/\?.*/s, '');
    if (path === '/livez') send(200, 'text/plain', 'alive\n');
    else if (path === '/readyz')
      if (isReady()) send(200, 'text/plain', 'ready\n');
      else send(503, 'text/plain', 'not ready\n');
    else if (path === '/metrics')
      void metrics.text().then((text) => {
        send(200, metrics.contentType, text);
      });
    else send(404, 'text/plain', 'there are /livez, /readyz and /metrics\n');
  };
  const server = createServer({ headersTimeout: TIMEOUT, requestTimeout: TIMEOUT }, answer);
  server.maxConnections = MAX_CONNECTIONS;
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
