import { SERVICE_NAME, SERVICE_VERSION } from '../telemetry/version.js';

/** Tells the owners of image servers who sends requests, and why. */
export const USER_AGENT = `${SERVICE_NAME}/${SERVICE_VERSION} (fetches the images it is asked to classify)`;
