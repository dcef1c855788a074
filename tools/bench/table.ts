import type { CpuRow, ModelRow, Row } from './result.js';
import type { ContestantName } from './servers/contestants.js';

const NAMES: Record<ContestantName, string> = {
  ours: 'this service',
  bfloat16: 'this service, bfloat16',
  unlogged: 'this service, LOG_LEVEL=warn',
  guarded: 'this service, with keys and a limit',
  cluster: 'Node stack, tuned, one a core',
  tuned: 'Node stack, tuned',
  written: 'Node stack, as written',
  bare: 'bare Koa route',
};
/** After the service's own column. */
const OTHERS = ['cluster', 'tuned', 'written', 'bare'] as const;

export function comparisonTable(rows: readonly Row[]): string {
  return table(
    ['', 'unit', NAMES.ours, ...OTHERS.map((name) => NAMES[name]), 'ratio', 'target', ''],
    rows.map((row) => [
      row.what,
      row.unit,
      ...[row.ours, ...OTHERS].map((name) => formatNumber(row.values[name])),
      formatRatio(row),
      formatTarget(row),
      formatMet(row.met),
    ]),
  );
}

export function cpuTable(rows: readonly CpuRow[]): string {
  return table(
    ['CPU ms per image', '', 'main', 'children', 'image server', 'load generator', 'sum'],
    rows.map(({ what, contestant, main, children, imageServer, loadGenerator }) => [
      what,
      NAMES[contestant],
      ...[main, children, imageServer, loadGenerator].map(formatNumber),
      formatNumber(main + children + imageServer + loadGenerator),
    ]),
  );
}

export function modelTable(rows: readonly ModelRow[]): string {
  return table(
    [
      '',
      'weights, MB',
      'one graph, ms',
      'node by node, ms',
      'times as fast',
      'target',
      '',
      'images/s',
    ],
    rows.map(
      ({ model, megabytes, graph, nodeByNode, timesAsFast, atLeast, met, imagesPerSecond }) => [
        model,
        ...[megabytes, graph, nodeByNode, timesAsFast].map(formatNumber),
        atLeast === undefined ? '' : `≥ ${atLeast}`,
        formatMet(met),
        formatNumber(imagesPerSecond),
      ],
    ),
  );
}

function formatMet(met: boolean | undefined): string {
  return met === undefined ? '' : met ? 'met' : 'missed';
}

function formatRatio({ ratio, ratioTo }: Row): string {
  if (ratio === undefined || ratioTo === undefined) return '';
  return `${ratio.toFixed(2)} × ${ratioTo}`;
}

function formatTarget({ target, unit }: Row): string {
  if (target === undefined) return '';
  const of = target.of === 'ratio' ? ' ×' : ` ${unit}`;
  return target.atLeast !== undefined
    ? `≥ ${target.atLeast}${of}`
    : `≤ ${target.atMost ?? Infinity}${of}`;
}

/** At least three significant digits; no decimals from 100 on. */
export function formatNumber(value: number | undefined): string {
  if (value === undefined) return '';
  const size = Math.abs(value);
  if (size >= 99.95) return Math.round(value).toLocaleString('en');
  return value.toFixed(size >= 9.995 ? 1 : 2);
}

/** A table in Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((cell, column) =>
    Math.max(3, ...[head, ...rows].map((row) => (row[column] ?? cell).length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
