const BIG = 43;

/** Where things lie in the directories of a TIFF (TIFF 6.0, section 2), or of a BigTIFF. */
export interface TiffLayout {
  readonly little: boolean;
  /** Offset of the first directory. */
  readonly first: number;
  /** Reads an offset or a count. */
  readonly address: (at: number) => number;
  /** Reads the number of a directory's entries, which begin `countBytes` later. */
  readonly entries: (directory: number) => number;
  readonly countBytes: number;
  readonly entryBytes: number;
  readonly addressBytes: number;
}

/** @throws RangeError if the file is cut short */
export function tiffLayout(view: DataView): TiffLayout {
  const little = view.getUint8(0) === 0x49;
  const big = view.getUint16(2, little) === BIG;
  const address = (at: number) =>
    big ? Number(view.getBigUint64(at, little)) : view.getUint32(at, little);
  const [countBytes, entryBytes, addressBytes] = big ? [8, 20, 8] : [2, 12, 4];
  const entries = (directory: number) =>
    big ? address(directory) : view.getUint16(directory, little);
  return {
    little,
    first: address(big ? 8 : 4),
    address,
    entries,
    countBytes,
    entryBytes,
    addressBytes,
  };
}

/** An entry of a directory. */
export interface TiffEntry {
  readonly tag: number;
  readonly type: number;
  /** Number of values. */
  readonly count: number;
  /** Offset of the values, or of their offset if they do not fit in. */
  readonly at: number;
}

/**
 * Walks through the entries of a TIFF's first directory.
 *
 * @throws RangeError if the file is cut short
 */
export function* firstDirectory(view: DataView, layout: TiffLayout): Generator<TiffEntry> {
  const { little, first, address, countBytes, entryBytes, addressBytes } = layout;
  const entries = layout.entries(first);
  for (let index = 0; index < entries; index++) {
    const entry = first + countBytes + index * entryBytes;
    yield {
      tag: view.getUint16(entry, little),
      type: view.getUint16(entry + 2, little),
      count: address(entry + 4),
      at: entry + entryBytes - addressBytes,
    };
  }
}
