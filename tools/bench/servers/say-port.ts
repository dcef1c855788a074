import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Opens a free port of loopback and tells the parent process which; ends when the parent is gone. */
export function sayPort(server: Server): void {
  server.listen(0, '127.0.0.1', () => {
    process.send?.({ port: (server.address() as AddressInfo).port });
  });
  process.on('disconnect', () => process.exit());
}
