import { tiffLayout } from './tiff-directory.js';

/** Counts the directories in a TIFF's chain (TIFF 6.0, section 2), which may be circular. */
export function countTiffPages(view: DataView, limit: number): number {
  const { first, address, entries, countBytes, entryBytes, addressBytes } = tiffLayout(view);
  let pages = 0;
  let offset = first;
  while (offset !== 0 && pages <= limit) {
    // The decoder refuses a directory beyond the end, if it reads that far.
    if (offset + countBytes > view.byteLength) break;
    pages++;
    const next = offset + countBytes + entries(offset) * entryBytes;
    if (next + addressBytes > view.byteLength) break;
    offset = address(next);
  }
  return pages;
}
