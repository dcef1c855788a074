import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A loopback connection, for requests that no HTTP library would send. */
export interface RawConnection {
  readonly socket: Socket;
  /** Everything received so far. */
  received(): string;
  send(text: string | Buffer): void;
  /** Resolves with everything received when the service closes the connection. */
  closed: Promise<string>;
}

export async function openConnection(port: number): Promise<RawConnection> {
  const socket = connect(port, '127.0.0.1');
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve).once('error', reject);
  });
  let text = '';
  socket.setEncoding('latin1').on('data', (chunk) => (text += String(chunk)));
  // A reset counts as closing; tests check what came before it.
  socket.on('error', () => undefined);
  const closed = new Promise<string>((resolve) => {
    socket.once('close', () => {
      resolve(text);
    });
  });
  const send = (data: string | Buffer) => void socket.write(data);
  return { socket, received: () => text, send, closed };
}

/** Sends a text and returns everything received until the service closes the connection. */
export async function exchange(port: number, text: string | Buffer): Promise<string> {
  const connection = await openConnection(port);
  connection.send(text);
  return connection.closed;
}

/** The head of a `POST /classify-image`; each line of `headers` ends in CRLF. */
export function postHead(headers: string): string {
  return `POST /classify-image HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`;
}

/** The JSON body of the last response in a text. */
export function bodyOf(response: string): unknown {
  return JSON.parse(response.slice(response.lastIndexOf('\r\n\r\n') + 4));
}

/** Sends a text repeatedly until the connection closes. */
export async function sendEndlessly(connection: RawConnection, text: string): Promise<void> {
  while (!connection.socket.destroyed) {
    connection.send(text);
    await sleep(10);
  }
}
