import { RedisAway } from '../redis/redis-away.js';
import type { ScriptReply } from '../redis/script.js';
import type { UrlStatistics } from './request-monitor.js';

/** Six doubles: sequence, last request, count, min, max, sum. */
const TALLY_BYTES = 48;

/**
 * Reads the rows of a report.
 *
 * @param reply url, tally, url, tally, …
 * @throws RedisAway if it is something else
 */
export function tableOf(reply: ScriptReply): UrlStatistics[] {
  if (!Array.isArray(reply)) throw new RedisAway('the report in Redis is broken');
  const cells = reply as readonly ScriptReply[];
  const rows: UrlStatistics[] = [];
  for (let at = 0; at + 1 < cells.length; at += 2) rows.push(rowOf(cells[at], cells[at + 1]));
  return rows;
}

function rowOf(url?: ScriptReply, tally?: ScriptReply): UrlStatistics {
  if (!Buffer.isBuffer(url) || !Buffer.isBuffer(tally) || tally.length !== TALLY_BYTES)
    throw new RedisAway('the report in Redis is broken');
  const [count, min, max, sum] = [16, 24, 32, 40].map((at) => tally.readDoubleLE(at)) as [
    number,
    number,
    number,
    number,
  ];
  return { url: url.toString(), count, min, max, mean: sum / count };
}
