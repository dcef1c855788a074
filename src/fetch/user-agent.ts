import { createRequire } from 'node:module';

const manifest = createRequire(import.meta.url)('../../../package.json') as {
  name: string;
  version: string;
};

/** Tells the owners of image servers who sends requests, and why. */
export const USER_AGENT = `${manifest.name}/${manifest.version} (fetches the images it is asked to classify)`;
