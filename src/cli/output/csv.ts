import { describe, type Shown } from './predictions.js';
import type { Classified, Failed, Result } from './result.js';
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
  private readonly columns: readonly string[];

  constructor(private readonly shown: Shown) {
    const predictions = Math.min(shown.topK ?? 1, shown.labels.length);
    const more = Array.from({ length: Math.max(0, predictions - 1) }, (_, index) => [
      `classification_${index + 2}`,
      `confidence_${index + 2}`,
    ]);
    this.columns = [...COLUMNS, ...(shown.explained ? ['explanation'] : []), ...more.flat()];
    this.header = line(this.columns);
  }

  format(result: Result): string {
    return line(this.filled('failure' in result ? failedFields(result) : this.fieldsOf(result)));
  }

  parse(record: string): EarlierResult | undefined {
    const fields = fieldsOf(record);
    const [name, , , code] = fields;
    if (name === undefined || code === undefined || fields.length !== this.columns.length)
      return undefined;
    return { name, retry: code !== '' && isTransient(code) };
  }

  private fieldsOf({ name, probabilities, explanation }: Classified): string[] {
    const { classification, confidence, predictions = [] } = describe(probabilities, this.shown);
    return [
      ...[name, classification ?? '', confidence, '', ''],
      ...(this.shown.explained ? [explanation ?? ''] : []),
      ...predictions.slice(1).flatMap((one) => [one.classification, one.confidence]),
    ];
  }

  /** With empty fields where a record has fewer than the header. */
  private filled(fields: readonly string[]): string[] {
    return this.columns.map((_, index) => fields[index] ?? '');
  }
}

function failedFields({ name, failure }: Failed): string[] {
  return [name, '', '', failure.code, failure.message];
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
