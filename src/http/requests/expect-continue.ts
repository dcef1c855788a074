import type { ServerResponse } from 'node:http';

/** The responses to clients that wait before they send a body, and whether they keep their connection. */
const waiting = new WeakMap<ServerResponse, boolean>();

/**
 * Notes that a client waits for `100 Continue`. Unless it is told to go on, its connection closes after
 * the answer: it may send the body or not, so nobody could tell where its next request begins (RFC 9110,
 * 10.1.1).
 */
export function holdBack(response: ServerResponse): void {
  waiting.set(response, response.shouldKeepAlive);
  response.shouldKeepAlive = false;
}

/** Asks for the body, if the client waits. To be called by whoever reads the body. */
export function askForBody(response: ServerResponse): void {
  const keepAlive = waiting.get(response);
  if (keepAlive === undefined) return;
  waiting.delete(response);
  response.shouldKeepAlive = keepAlive;
  response.writeContinue();
}
