import { createRequire } from 'node:module';

const manifest = createRequire(import.meta.url)('../../../package.json') as {
  name: string;
  version: string;
};

export const SERVICE_NAME = manifest.name;
export const SERVICE_VERSION = manifest.version;
