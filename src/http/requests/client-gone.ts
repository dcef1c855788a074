import type { ServerResponse } from 'node:http';

/** The client hung up: there is nobody left to answer, and nothing went wrong with us. */
export class ClientGone extends Error {
  override readonly name = 'ClientGone';

  constructor() {
    super('the client hung up');
  }
}

/** A signal that fires when the connection closes before the answer has been sent. */
export function hangUpSignal(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  const hangUp = () => {
    if (!response.writableFinished) controller.abort(new ClientGone());
  };
  if (response.destroyed) hangUp();
  else response.once('close', hangUp);
  return controller.signal;
}
