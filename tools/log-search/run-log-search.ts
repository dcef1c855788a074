import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { startUpstream } from '../soak/upstream.js';
import { type OpenSearch, startOpenSearch } from './open-search.js';
import { until } from './program.js';
import { type Rsyslog, startRsyslog } from './rsyslog.js';
import { startService } from './service.js';
import { KEY, KEY_NAME, REQUEST_ID, sendTraffic, TRACE_ID } from './traffic.js';

type Line = Readonly<Record<string, unknown>>;
type Say = (text: string) => void;

/** Seconds for rsyslog and OpenSearch to take what was written. */
const DELIVERY = 60;

/** What is asked of the index, and how many lines of the run it must find; true: at least one. */
const SEARCHES: readonly (readonly [query: string, expected: number | true])[] = [
  [`trace.id:${TRACE_ID}`, 3],
  [`http.request.id:${REQUEST_ID}`, 1],
  [`trace.id:${TRACE_ID} AND classifier.cache.status:hit AND http.response.status_code:200`, 1],
  [`trace.id:${TRACE_ID} AND error.code:not_an_image`, 1],
  [`user.name:${KEY_NAME} AND client.ip:"127.0.0.0/8" AND event.duration:>0`, true],
  ['event.outcome:failure AND http.response.status_code:[400 TO 499]', true],
  ['log.level:warn AND http.response.status_code:502', 1],
  ['error.code:unauthorized AND NOT user.name:*', 1],
  ['event.action:process-ended AND classifier.process.signal:SIGKILL', 1],
  ['event.action:settings AND labels.LOG_LEVEL:debug', 1],
  ['classifier.batch.images:3 AND classifier.batch.failed:2', 1],
  ['classifier.image.source:upload AND error.code:not_an_image', 1],
  [REQUEST_ID, 1],
  ['classifier.image.url:*signature* OR *hush*', 0],
  [`"${KEY}"`, 0],
];

/** Lines that the strict mapping must refuse, by the reason that the index gives. */
const REFUSED: Readonly<Record<string, Line>> = {
  strict_dynamic_mapping_exception: { 'classifier.unknown': 'a field that is in no table' },
  mapper_parsing_exception: { 'event.duration': 'a text where a number belongs' },
};

/**
 * Sends the log of a real run through rsyslog into OpenSearch and searches it.
 *
 * @param folder for all files
 * @param say takes a line of the account
 * @throws when a line is refused, missing or not found
 */
export async function runLogSearch(folder: string, say: Say): Promise<void> {
  const logFile = join(folder, 'service.log');
  const index = await startOpenSearch(folder);
  say(`OpenSearch ${index.version} on 127.0.0.1:${index.port}, index with a strict mapping`);
  try {
    const shipper = startRsyslog(folder, logFile, index.port);
    try {
      const lines = await writeLog(logFile);
      say(`the service wrote ${lines.length} lines`);
      await checkDelivery(lines, index, shipper, say);
      await checkSearches(index, say);
      await checkRefusals(logFile, lines, index, shipper, say);
    } finally {
      await shipper.stop();
    }
  } finally {
    await index.stop();
  }
}

/** @returns the lines of a whole life of the service */
async function writeLog(logFile: string): Promise<Line[]> {
  const upstream = await startUpstream(['models/golden/coffee.png']);
  const service = await startService(logFile, {
    API_KEYS: `${KEY_NAME}:${KEY}`,
    RATE_LIMIT: '1000/60',
    CLASSIFIER_PROCESSES: '1',
    IMAGE_URL_ALLOW_CIDRS: '127.0.0.1/32',
  });
  try {
    await sendTraffic(service, upstream);
  } finally {
    await service.stop();
    upstream.close();
  }
  const lines = service.output().split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as Line);
}

/** Every line must arrive once, as it was written. */
async function checkDelivery(
  lines: readonly Line[],
  index: OpenSearch,
  shipper: Rsyslog,
  say: Say,
): Promise<void> {
  await until(`${lines.length} lines in the index`, DELIVERY, async () => {
    shipper.check();
    if (shipper.refused() !== '') throw new Error(`refused:\n${shipper.refused()}`);
    return (await index.count()) >= lines.length || undefined;
  });
  const found = await index.find();
  if (!isDeepStrictEqual(inOrder(found), inOrder(lines)))
    throw new Error('the lines in the index are not those that were written');
  say(`the index has all ${found.length} lines as they were written, and refused none`);
}

async function checkSearches(index: OpenSearch, say: Say): Promise<void> {
  for (const [query, expected] of SEARCHES) {
    const found = await index.find(query);
    say(`${query}: ${found.length}`);
    for (const line of found.slice(0, 3)) say(`    ${String(line['message'])}`);
    if (expected === true ? found.length === 0 : found.length !== expected)
      throw new Error(`${query}: found ${found.length}, expected ${expected}`);
  }
}

/** Shows that a line that breaks the schema does not pass unnoticed. */
async function checkRefusals(
  logFile: string,
  lines: readonly Line[],
  index: OpenSearch,
  shipper: Rsyslog,
  say: Say,
): Promise<void> {
  for (const [reason, fault] of Object.entries(REFUSED)) {
    appendFileSync(logFile, `${JSON.stringify({ ...lines[0], ...fault })}\n`);
    await until(`the refusal of ${JSON.stringify(fault)}`, DELIVERY, () => {
      shipper.check();
      return shipper.refused().includes(reason) || undefined;
    });
    say(`a line with ${JSON.stringify(fault)} was refused: ${reason}`);
  }
  const count = await index.count();
  if (count !== lines.length) throw new Error(`the index took ${count - lines.length} of them`);
}

function inOrder(lines: readonly Line[]): string[] {
  return lines.map((line) => JSON.stringify(line)).sort();
}
