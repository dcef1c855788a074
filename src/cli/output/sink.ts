import type { ServedModel } from '../../model/served-model.js';
import type { ClassifyOptions } from '../options.js';
import { Csv } from './csv.js';
import { JsonLines } from './json-lines.js';
import type { Shown } from './predictions.js';
import type { Result } from './result.js';
import { ResultsFile } from './results-file.js';
import { Table } from './table.js';
import type { Terminal } from './terminal.js';

/** Where results go. */
export interface Sink {
  /** Whether an image's result is there already. */
  has(name: string): boolean;
  write(result: Result): Promise<void>;
  close(): Promise<void>;
}

/** @throws UsageError if `--out` cannot be written, or is another kind of file */
export async function openSink(
  { format, out, topK, minConfidence, explain }: ClassifyOptions,
  { labels, wordnetIds }: Pick<ServedModel, 'labels' | 'wordnetIds'>,
  terminal: Terminal,
): Promise<Sink> {
  const shown: Shown = {
    labels,
    wordnetIds,
    topK,
    minConfidence,
    explained: explain !== undefined,
  };
  if (out !== undefined) return await fileSink(out, format === 'csv', shown, terminal);
  if (format === 'table') return await tableSink(shown, terminal);
  const lines = format === 'csv' ? new Csv(shown) : new JsonLines(shown);
  await terminal.data(lines.header);
  return sinkTo((result) => terminal.data(lines.format(result)));
}

async function tableSink(shown: Shown, terminal: Terminal): Promise<Sink> {
  const table = new Table(shown, terminal.outPaint);
  if (terminal.outIsTerminal) await terminal.data(table.header);
  return sinkTo((result) => terminal.data(table.format(result)));
}

async function fileSink(
  out: string,
  isCsv: boolean,
  shown: Shown,
  terminal: Terminal,
): Promise<Sink> {
  const format = isCsv ? new Csv(shown) : new JsonLines(shown);
  const file = await ResultsFile.open(out, format);
  if (file.torn)
    terminal.problem('warning', `${out}: its last record was cut off, so that image is done again`);
  return {
    has: (name) => name !== '-' && file.has(name),
    write: (result) => file.write(format.format(result)),
    close: () => file.close(),
  };
}

function sinkTo(write: (result: Result) => Promise<void>): Sink {
  return { has: () => false, write, close: () => Promise.resolve() };
}
