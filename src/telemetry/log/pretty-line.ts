import { printable } from '../printable.js';

type Line = Readonly<Record<string, unknown>>;

const RESET = '\u001b[0m';
const DIM = '\u001b[2m';
const COLORS: Readonly<Record<string, string>> = {
  debug: DIM,
  info: '\u001b[32m',
  warn: '\u001b[33m',
  error: '\u001b[31m',
};

/** The same in every line, or shown at its start. */
const LEFT_OUT = new Set([
  ...['@timestamp', 'log.level', 'message', 'ecs.version', 'service.name', 'service.version'],
  ...['event.kind', 'event.category', 'event.type', 'event.action', 'event.outcome'],
  ...['event.duration', 'http.request.method', 'http.response.status_code', 'url.path'],
  ...[
    'http.version',
    'error.stack_trace',
    'error.type',
    'http.request.id',
    'span.id',
    'event.dataset',
  ],
]);

/**
 * Formats a line of the log for people: time, level, message, then what else there is.
 *
 * @param json one line, as `createLog` writes it for machines
 */
export function prettyLine(json: string, color: boolean): string {
  const line = JSON.parse(json) as Line;
  const paint = (code: string, text: string) => (color ? `${code}${text}${RESET}` : text);
  const level = String(line['log.level']);
  const head = [
    paint(DIM, String(line['@timestamp']).slice(11, 23)),
    paint(COLORS[level] ?? '', level.toUpperCase().padEnd(5)),
    printable(String(line['message'])),
  ].join(' ');
  const details = paint(DIM, detailsOf(line).join(' '));
  return `${`${head} ${details}`.trimEnd()}\n${stackOf(line)}`;
}

function detailsOf(line: Line): string[] {
  const { labels = {}, ...fields } = line as Line & { labels?: Line };
  return Object.entries({ ...fields, ...labels })
    .filter(([name]) => !LEFT_OUT.has(name))
    .map(([name, value]) => `${shortName(name)}=${printable(shortValue(name, value))}`);
}

/** Without what only a machine needs to know where a field belongs. */
function shortName(name: string): string {
  return printable(name.replace(/^classifier\.(duration\.)?/, ''));
}

function shortValue(name: string, value: unknown): string {
  if (name.startsWith('classifier.duration.')) return milliseconds(Number(value));
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** @param nanoseconds as the Elastic Common Schema has durations */
function milliseconds(nanoseconds: number): string {
  return `${(nanoseconds / 1e6).toFixed(1)}ms`;
}

/** An error's stack on lines of its own, indented: nothing in it looks like a line of the log. */
function stackOf(line: Line): string {
  const stack = line['error.stack_trace'];
  if (typeof stack !== 'string') return '';
  return stack
    .split('\n')
    .map((row) => `    ${printable(row).trim()}\n`)
    .join('');
}
