import { button, element } from './dom.js';
import { milliseconds, type ReportRow } from './report.js';

interface Column {
  readonly title: string;
  readonly key: keyof ReportRow;
  readonly cell: (row: ReportRow) => string;
}

const COLUMNS: readonly Column[] = [
  { title: 'Image', key: 'url', cell: ({ url }) => url },
  { title: 'Requests', key: 'num_requested', cell: (row) => String(row.num_requested) },
  ...(['min', 'mean', 'max'] as const).map((which) => ({
    title: { min: 'Fastest', mean: 'Mean', max: 'Slowest' }[which],
    key: `processing_time_${which}` as const,
    cell: (row: ReportRow) => milliseconds(row[`processing_time_${which}`]),
  })),
];

/** How the table is sorted: kept while its rows change. */
export interface Order {
  readonly key: keyof ReportRow;
  readonly descending: boolean;
}

export const MOST_REQUESTED: Order = { key: 'num_requested', descending: true };

/** @param sort called with another order */
export function reportTable(
  rows: readonly ReportRow[],
  order: Order,
  sort: (order: Order) => void,
): HTMLElement {
  const head = COLUMNS.map((column) => headerCell(column, order, sort));
  const lines = inOrder(rows, order).map((row) => element('tr', {}, ...cells(row)));
  const table = element(
    'table',
    {},
    element('caption', { class: 'visually-hidden' }, 'Most requested addresses and their times'),
    element('thead', {}, element('tr', {}, ...head)),
    element('tbody', {}, ...lines),
  );
  return element(
    'div',
    { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Report as a table' },
    table,
  );
}

export function inOrder(rows: readonly ReportRow[], { key, descending }: Order): ReportRow[] {
  const direction = descending ? -1 : 1;
  return [...rows].sort((a, b) => direction * compare(a[key], b[key]));
}

function compare(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function headerCell({ title, key }: Column, order: Order, sort: (order: Order) => void) {
  const sorted = order.key === key;
  // Numbers start with the largest, names with the first.
  const descending = sorted ? !order.descending : key !== 'url';
  const made = button(
    title,
    () => {
      sort({ key, descending });
    },
    { 'data-key': key },
  );
  const direction = order.descending ? 'descending' : 'ascending';
  return element(
    'th',
    {
      scope: 'col',
      class: key === 'url' ? '' : 'number',
      'aria-sort': sorted ? direction : 'none',
    },
    made,
  );
}

function cells(row: ReportRow): HTMLElement[] {
  return COLUMNS.map(({ key, cell }) =>
    key === 'url'
      ? element('th', { scope: 'row' }, cell(row))
      : element('td', { class: 'number' }, cell(row)),
  );
}
