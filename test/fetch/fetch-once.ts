/**
 * Fetches a URL in a child process, for tests that set environment variables:
 * `node fetch-once.js URL [CA_FILE]`. 127.0.0.1 is allowed. Prints the number of bytes, or the
 * error's code.
 */
import { readFileSync } from 'node:fs';
import { AxiosImageFetcher } from '../../src/fetch/axios-image-fetcher.js';
import { LOOPBACK_SETTINGS } from './loopback-settings.js';

const [url = '', caFile] = process.argv.slice(2);
const fetcher = new AxiosImageFetcher(
  LOOPBACK_SETTINGS,
  caFile === undefined ? {} : { ca: readFileSync(caFile, 'utf8') },
);
const answer = await fetcher.fetch(new URL(url), new AbortController().signal).then(
  (body) => String(body.length),
  (error: unknown) => (error as { code: string }).code,
);
process.stdout.write(answer);
