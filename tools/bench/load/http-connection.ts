import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/**
 * A minimal HTTP/1.1 connection for one request at a time: on few cores, the client's work slows the
 * server down. Supports only responses with a Content-Length.
 */
export class HttpConnection {
  private received: Buffer = Buffer.alloc(0);
  private settle:
    { resolve: (answer: HttpAnswer) => void; reject: (error: Error) => void } | undefined;

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on('data', (chunk) => {
      this.receive(chunk);
    });
    socket.on('error', (error) => this.settle?.reject(error));
    socket.on('close', () => this.settle?.reject(new Error('the server closed the connection')));
  }

  static async open(port: number): Promise<HttpConnection> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new HttpConnection(socket);
  }

  /** @param bytes a whole request: see `postRequest`, `getRequest` */
  request(bytes: Buffer): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      this.settle = { resolve, reject };
      this.socket.write(bytes);
    });
  }

  close(): void {
    this.socket.destroy();
  }

  private receive(chunk: Buffer): void {
    this.received = this.received.length === 0 ? chunk : Buffer.concat([this.received, chunk]);
    const end = this.received.indexOf('\r\n\r\n');
    if (end < 0) return;
    const head = this.received.toString('latin1', 0, end);
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    if (length === undefined) {
      this.settle?.reject(new Error(`an answer without Content-Length: ${head}`));
      return;
    }
    const bodyEnd = end + 4 + Number(length);
    if (this.received.length < bodyEnd) return;
    const body = this.received.toString('utf8', end + 4, bodyEnd);
    this.received = Buffer.alloc(0);
    const { settle } = this;
    this.settle = undefined;
    settle?.resolve({ status: Number(head.slice(9, 12)), body });
  }
}

/** The key that each request presents; only a service with keys looks at it. */
export const BENCH_KEY = 'benchmark-key-of-24-char';

export function classifyRequest(url: string): Buffer {
  const body = JSON.stringify({ image_url: url });
  return Buffer.from(
    `POST /classify-image HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${BENCH_KEY}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

export function getRequest(path: string): Buffer {
  return Buffer.from(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
}

/** Sends one request on a new connection. */
export async function getOnce(port: number, path: string): Promise<HttpAnswer> {
  const connection = await HttpConnection.open(port);
  try {
    return await connection.request(getRequest(path));
  } finally {
    connection.close();
  }
}
