import type { ServerResponse } from 'node:http';

/** The client hung up, so no answer can be sent. This is not a failure of the service. */
export class ClientGone extends Error {
  override readonly name = 'ClientGone';

  constructor() {
    super('the client hung up');
  }
}

/** Makes a signal that aborts when the connection closes before the answer has been sent. */
export function hangUpSignal(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  const hangUp = () => {
    if (!response.writableFinished) controller.abort(new ClientGone());
  };
  if (response.destroyed) hangUp();
  else response.once('close', hangUp);
  return controller.signal;
}
