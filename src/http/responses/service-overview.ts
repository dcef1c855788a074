import { SERVICE_NAME, SERVICE_VERSION } from '../../telemetry/version.js';

/** The body of `GET /` for whoever is not a browser: what there is, in one line each. */
export function serviceOverview() {
  return {
    name: SERVICE_NAME,
    version: SERVICE_VERSION,
    routes: {
      'POST /classify-image':
        'what is in the image at a URL: {"image_url": "https://…", "top_k": 5}',
      'GET /report': 'the most requested URLs with their times',
      'GET /docs': 'the documentation of the API, for browsers',
      'GET /livez': 'whether the process runs',
      'GET /readyz': 'whether images can be classified, and by which models',
      'GET /metrics': 'metrics for Prometheus',
    },
  };
}
