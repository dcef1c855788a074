const BIG = 43;

/** Counts the directories in a TIFF's chain (TIFF 6.0, section 2), which may be circular. */
export function countTiffPages(view: DataView, limit: number): number {
  const little = view.getUint8(0) === 0x49;
  const big = view.getUint16(2, little) === BIG;
  const address = (at: number) =>
    big ? Number(view.getBigUint64(at, little)) : view.getUint32(at, little);
  const [countBytes, entryBytes, addressBytes] = big ? [8, 20, 8] : [2, 12, 4];

  let pages = 0;
  let offset = address(big ? 8 : 4);
  while (offset !== 0 && pages <= limit) {
    // The decoder refuses a directory beyond the end, if it reads that far.
    if (offset + countBytes > view.byteLength) break;
    pages++;
    const entries = big ? address(offset) : view.getUint16(offset, little);
    const next = offset + countBytes + entries * entryBytes;
    if (next + addressBytes > view.byteLength) break;
    offset = address(next);
  }
  return pages;
}
