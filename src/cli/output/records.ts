const NEWLINE = 0x0a;
const QUOTE = 0x22;
/** In bytes: a thousand predictions and a long path take less. */
const MAX_RECORD = 4 << 20;

/** A record of a file, without its end. */
export interface StoredRecord {
  readonly text: string;
  /** The offset behind its end in bytes; undefined if the file ends before. */
  readonly end: number | undefined;
}

/**
 * Splits a file of text into records.
 *
 * @param quotes whether a line's end in quotes does not end the record
 * @throws RangeError if a record is longer than one of ours
 */
export async function* readRecords(
  chunks: AsyncIterable<Buffer>,
  quotes: boolean,
): AsyncGenerator<StoredRecord> {
  let rest: Buffer = Buffer.alloc(0);
  let offset = 0;
  let quoted = false;
  for await (const chunk of chunks) {
    let start = 0;
    for (let index = 0; index < chunk.length; index++) {
      if (quotes && chunk[index] === QUOTE) quoted = !quoted;
      if (chunk[index] !== NEWLINE || quoted) continue;
      const record = Buffer.concat([rest, chunk.subarray(start, index)]);
      rest = Buffer.alloc(0);
      start = index + 1;
      yield { text: record.toString(), end: offset + start };
    }
    offset += chunk.length;
    rest = Buffer.concat([rest, chunk.subarray(start)]);
    if (rest.length > MAX_RECORD) throw new RangeError('a record is too long');
  }
  if (rest.length > 0) yield { text: rest.toString(), end: undefined };
}
