import { SERVICE_NAME, SERVICE_VERSION } from '../../telemetry/version.js';
import type { Operation } from '../openapi/operation.js';

/** The body of `GET /` for whoever is not a browser: what there is, in one line each. */
export function serviceOverview(operations: readonly Operation[]) {
  const routes = operations.map(({ method, path, summary }) => [
    `${method.toUpperCase()} ${path}`,
    summary,
  ]);
  return {
    name: SERVICE_NAME,
    version: SERVICE_VERSION,
    routes: {
      ...(Object.fromEntries(routes) as Record<string, string>),
      'GET /': 'Classify images on a page, for browsers',
      'GET /docs': 'Read about this API and try it, for browsers',
    },
  };
}
