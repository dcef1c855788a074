import { type startFakeService, until } from '../../helpers/service.js';

export const IMAGE = { image_url: 'http://example.com/dog.jpg?token=secret' };
export const JSON_TYPE = 'Content-Type: application/json\r\n';
export const IMPATIENT = {
  headersTimeout: 100,
  requestTimeout: 200,
  connectionsCheckingInterval: 20,
};

export type Running = Awaited<ReturnType<typeof startFakeService>>;

/** The fields of the only line, when it is there. */
export async function onlyLine({ log, url }: Running): Promise<Record<string, unknown>> {
  await until(() => log.events.length > 0);
  // Whatever else the service does with a request it does before it answers the next one.
  await fetch(`${url}/livez`);
  await until(() => log.events.length > 1);
  const [first, second] = log.events;
  if (log.events.length !== 2 || second?.fields['url.path'] !== '/livez')
    throw new Error(`not one line: ${JSON.stringify(log.events)}`);
  return first?.fields ?? {};
}
