import { drawing } from './dom.js';
import { milliseconds, type ReportRow } from './report.js';

const ROW = 30;
const WIDTH = 600;
const BAR = 10;

/** A bar of requests for each URL, in the order of the rows. The table says the same in words. */
export function reportChart(rows: readonly ReportRow[]): SVGElement {
  const most = Math.max(...rows.map((row) => row.num_requested));
  const bars = rows.flatMap((row, index) => {
    const { url, num_requested: count } = row;
    const top = index * ROW;
    const length = Math.max(3, (count / most) * (WIDTH - 60));
    const words = `${url}: ${count} requests, ${milliseconds(row.processing_time_mean)} on average`;
    return [
      drawing('text', { x: 0, y: top + 11, class: 'chart-name' }, shortened(url)),
      drawing(
        'rect',
        { x: 0, y: top + 16, width: length, height: BAR, rx: 3, class: 'chart-bar' },
        drawing('title', {}, words),
      ),
      drawing('text', { x: length + 8, y: top + 25, class: 'chart-value' }, String(count)),
    ];
  });
  const size = `0 0 ${WIDTH} ${rows.length * ROW}`;
  return drawing(
    'svg',
    { viewBox: size, class: 'chart', role: 'img', 'aria-label': 'Requests for each address' },
    ...bars,
  );
}

/** Its end tells URLs apart. */
function shortened(url: string): string {
  const bare = url.replace(/^https?:\/\//, '');
  return bare.length > 80 ? `${bare.slice(0, 30)}…${bare.slice(-45)}` : bare;
}
