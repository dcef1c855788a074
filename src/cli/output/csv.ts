import { describe, type Shown } from './predictions.js';
import type { Result } from './result.js';
import { type EarlierResult, isTransient, type ResultFormat } from './result-format.js';

const COLUMNS = ['image', 'classification', 'confidence', 'error', 'message'];

/** A field, quoted or not, and what ends it. */
const FIELD = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|$)/gy;

/**
 * Comma-separated values as in RFC 4180, with a header; lines end as on Unix. The second prediction and
 * those after it have two columns each.
 */
export class Csv implements ResultFormat {
  readonly header: string;
  readonly prefix = '';
  readonly quotes = true;
  /** Pairs of columns for predictions after the first. */
  private readonly others: number;

  constructor(private readonly shown: Shown) {
    this.others = Math.max(1, Math.min(shown.topK ?? 1, shown.labels.length)) - 1;
    const more = Array.from({ length: this.others }, (_, index) => [
      `classification_${index + 2}`,
      `confidence_${index + 2}`,
    ]);
    this.header = line([...COLUMNS, ...more.flat()]);
  }

  format(result: Result): string {
    const empty = Array.from({ length: 2 * this.others }, () => '');
    if ('failure' in result)
      return line([result.name, '', '', result.failure.code, result.failure.message, ...empty]);
    const { classification, confidence, predictions } = describe(result.probabilities, this.shown);
    const more = (predictions ?? [])
      .slice(1)
      .flatMap((one) => [one.classification, one.confidence]);
    return line([
      ...[result.name, classification ?? '', confidence, '', ''],
      ...[...more, ...empty].slice(0, empty.length),
    ]);
  }

  parse(record: string): EarlierResult | undefined {
    const fields = fieldsOf(record);
    const [name, , , code] = fields;
    if (name === undefined || code === undefined || fields.length !== this.columns)
      return undefined;
    return { name, retry: code !== '' && isTransient(code) };
  }

  private get columns(): number {
    return COLUMNS.length + 2 * this.others;
  }
}

function line(fields: readonly string[]): string {
  return `${fields.map(quoted).join(',')}\n`;
}

function quoted(field: string): string {
  return /[",\r\n]|^\s|\s$/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}

/** The fields of a record; fewer than it has if it is malformed. */
function fieldsOf(record: string): string[] {
  const fields: string[] = [];
  for (const [, quotedText, plain = '', end] of record.matchAll(FIELD)) {
    fields.push(quotedText?.replaceAll('""', '"') ?? plain);
    if (end === '') break;
  }
  return fields;
}
