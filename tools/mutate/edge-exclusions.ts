import type { Exclusion } from './exclusion.js';

/** Those around the classifier: access, settings, HTTP, telemetry, the commands. */
export const EDGE_EXCLUSIONS: readonly Exclusion[] = [
  {
    file: 'src/settings/held-bytes.ts',
    text: 'const MAX_BYTES',
    reason: 'the bound of memory is an order of magnitude',
  },
  {
    file: 'src/settings/index.ts',
    text: 'issue?.path.at(-1)',
    reason: 'a path is the section and the variable: the last is the second',
  },
  {
    file: 'src/settings/processes-in-memory.ts',
    text: 'const MAIN',
    reason: 'measured, to ten megabytes',
  },
  {
    file: 'src/settings/processes-in-memory.ts',
    text: 'const PROCESS',
    reason: 'measured, to ten megabytes',
  },
  {
    file: 'src/access/client-address.ts',
    text: 'MAX_LENGTH',
    reason: 'no address is as long',
  },
  {
    file: 'src/access/client-address.ts',
    text: "headers['x-forwarded-for']",
    reason: 'what is no address changes nothing',
  },
  {
    file: 'src/access/client-address.ts',
    text: 'Math.max(0, comma)',
    reason: 'a single character is no address',
  },
  {
    file: 'src/access/keys-file.ts',
    text: 'const INTERVAL',
    reason: 'a millisecond more or less',
  },
  {
    file: 'src/access/keys-file.ts',
    text: "loaded = { text: '', at: 0 }",
    reason: 'it is loaded before anyone can look',
  },
  {
    file: 'src/access/memory-rate-limiter.ts',
    text: 'const MAX_CLIENTS',
    reason: 'the bound of memory is an order of magnitude',
  },
  {
    file: 'src/cli/inputs/glob.ts',
    text: '{ otherFiles: 0, folders: 0 }',
    reason: 'nobody reads it',
  },
  {
    file: 'src/cli/inputs/lines.ts',
    text: 'lines.pop() ??',
    reason: 'for the type checker: splitting gives at least one',
  },
  {
    file: 'src/cli/output/csv.ts',
    text: 'classification ??',
    reason: 'a missing field is an empty text either way',
  },
  {
    file: 'src/cli/output/csv.ts',
    text: 'fields[index] ??',
    reason: 'a missing field is an empty text either way',
  },
  {
    file: 'src/cli/output/predictions.ts',
    text: 'labels[index] ??',
    reason: 'for the type checker: there are as many labels as probabilities',
  },
  {
    file: 'src/cli/output/predictions.ts',
    text: '(probabilities[index] ?? 0).toFixed',
    reason: 'for the type checker: the index is one of them',
  },
  {
    file: 'src/cli/tracker.ts',
    text: 'const INTERVAL',
    reason: 'a millisecond more or less',
  },
  {
    file: 'src/http/requests/multipart-form.ts',
    text: 'const MAX_HEADER',
    reason: 'room for a long file name, whatever it is exactly',
  },
  {
    file: 'src/http/requests/class-option.ts',
    text: 'closestMatch(folded',
    reason: 'no label has the empty name',
  },
  {
    file: 'src/telemetry/log/line-writer.ts',
    text: 'const POLL',
    reason: 'a millisecond more or less',
  },
  {
    file: 'src/telemetry/log/pretty-line.ts',
    text: 'nanoseconds / 1e6',
    reason: 'a millionth, of which one decimal is shown',
  },
  {
    file: 'src/telemetry/log/pretty-line.ts',
    text: 'COLORS[level] ??',
    reason: 'for the type checker: every level has a colour',
  },
  {
    file: 'src/telemetry/request-line.ts',
    text: 'status = 0',
    reason: 'any number below that of a status',
  },
  {
    file: 'src/telemetry/tracing/open-telemetry.ts',
    text: 'const CLOSE_TIMEOUT',
    reason: 'a millisecond more or less',
  },
  {
    file: 'src/telemetry/tracing/quiet-exporter.ts',
    text: 'const LOG_INTERVAL',
    reason: 'a millisecond more or less',
  },
  {
    file: 'src/bulk/codec.ts',
    text: 'const MAX_BYTES',
    reason: 'the bound of memory is an order of magnitude',
  },
  {
    file: 'src/bulk/status.ts',
    text: 'const CHUNK_OVERHEAD',
    reason: 'about what Redis needs',
  },
  {
    file: 'src/bulk/status.ts',
    text: 'redis_bytes / 1e6',
    reason: 'a millionth, of which one decimal is shown',
  },
  {
    file: 'src/http/routes/classify-images-route.ts',
    text: 'outcomes.next().value ??',
    reason: 'for the type checker: there is an outcome for each source',
  },
  {
    file: 'src/bulk/queue.ts',
    text: 'const { wait = 0',
    reason: 'for the type checker: BullMQ gives each of them',
  },
  {
    file: 'src/bulk/process-job.ts',
    text: 'new JsonLines(',
    reason: 'JSON lines do not look at it',
  },
  {
    file: 'src/http/openapi/error-responses.ts',
    text: 'const responses = [...byStatus]',
    reason: 'the order of responses is for readers',
  },
  {
    file: 'src/bulk/collect-list.ts',
    text: 'looks = 0',
    reason: 'how soon is looked again',
  },
];
