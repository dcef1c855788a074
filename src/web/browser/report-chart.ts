import { drawing } from './dom.js';
import { milliseconds, type ReportRow } from './report.js';

/** Pixels. Widths are shares, so that texts keep their size on a narrow screen. */
const ROW = 44;
const BAR = 8;

/** A bar of requests for each URL, in the order of the rows. The table says the same in words. */
export function reportChart(rows: readonly ReportRow[]): SVGElement {
  const most = Math.max(...rows.map((row) => row.num_requested));
  const bars = rows.flatMap((row, index) => {
    const { url, num_requested: count } = row;
    const top = index * ROW;
    const words = `${url}: ${count} requests, ${milliseconds(row.processing_time_mean)} on average`;
    const bar = { x: 0, y: top + 24, height: BAR, rx: BAR / 2 };
    const text = { y: top + 16 };
    return [
      drawing('text', { ...text, x: 0 }, shortened(url)),
      drawing('text', { ...text, x: '100%', 'text-anchor': 'end' }, String(count)),
      drawing('rect', { ...bar, width: '100%', class: 'chart-track' }),
      drawing(
        'rect',
        { ...bar, width: `${(count / most) * 100}%`, class: 'chart-bar' },
        drawing('title', {}, words),
      ),
    ];
  });
  return drawing(
    'svg',
    {
      height: rows.length * ROW,
      class: 'chart',
      role: 'img',
      'aria-label': 'Requests for each address',
    },
    ...bars,
  );
}

/** Its end tells URLs apart. */
function shortened(url: string): string {
  const bare = url.replace(/^https?:\/\//, '');
  return bare.length > 36 ? `…${bare.slice(-35)}` : bare;
}
