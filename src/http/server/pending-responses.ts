import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** The responses that have not been sent yet, in all connections and in each. */
export class PendingResponses {
  private readonly all = new Set<ServerResponse>();
  private readonly bySocket = new WeakMap<Duplex, Set<ServerResponse>>();
  private onEmpty: (() => void) | undefined;

  /** How many responses are pending in all connections. */
  get size(): number {
    return this.all.size;
  }

  /** Starts to keep the pending responses of a new connection. */
  open(socket: Duplex): void {
    const pending = new Set<ServerResponse>();
    this.bySocket.set(socket, pending);
    // Node.js emits 'close' only on the first response in the connection, not on those behind it.
    socket.once('close', () => {
      for (const response of pending) if (response.socket === null) response.emit('close');
    });
  }

  /** The pending responses of one connection, oldest first. */
  of(socket: Duplex): ReadonlySet<ServerResponse> {
    return this.bySocket.get(socket) ?? new Set();
  }

  /** Keeps a response until it has been sent or its connection has closed. */
  add(socket: Duplex, response: ServerResponse): void {
    this.all.add(response);
    this.bySocket.get(socket)?.add(response);
    response.once('close', () => {
      this.all.delete(response);
      this.bySocket.get(socket)?.delete(response);
      if (this.all.size === 0) this.onEmpty?.();
    });
  }

  /** Tells the clients that their connections close after the pending responses. */
  announceClose(): void {
    for (const response of this.all)
      if (!response.headersSent) response.setHeader('Connection', 'close');
  }

  /** Resolves when no response is pending any more. */
  async empty(): Promise<void> {
    if (this.all.size > 0)
      await new Promise<void>((resolve) => {
        this.onEmpty = resolve;
      });
  }
}
