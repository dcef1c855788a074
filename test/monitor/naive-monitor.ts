import type { UrlStatistics } from '../../src/monitor/request-monitor.js';

/** The simplest implementation: keeps all requests and counts them at the end. */
export class NaiveMonitor {
  private requests: { url: string; seconds: number; at: number; sequence: number }[] = [];

  constructor(
    private readonly window: number,
    private readonly maxSize: number,
    private readonly rows: number,
  ) {}

  record(url: string, seconds: number, now: number): void {
    this.expire(now);
    this.requests.push({ url, seconds, at: now, sequence: this.requests.length });
    const recent = [...new Set(this.requests.toReversed().map((request) => request.url))];
    const kept = new Set(recent.slice(0, this.maxSize));
    this.requests = this.requests.filter((request) => kept.has(request.url));
  }

  report(now: number): UrlStatistics[] {
    this.expire(now);
    const recent = [...new Set(this.requests.toReversed().map((request) => request.url))];
    const rows = recent.map((url): UrlStatistics => {
      const times = this.requests.filter((r) => r.url === url).map((r) => r.seconds);
      const sum = times.reduce((total, time) => total + time, 0);
      const [min, max] = [Math.min(...times), Math.max(...times)];
      return { url, count: times.length, min, max, mean: sum / times.length };
    });
    return rows.sort((a, b) => b.count - a.count).slice(0, this.rows);
  }

  private expire(now: number): void {
    const gone = (url: string) =>
      this.requests.findLast((request) => request.url === url && now - request.at < this.window) ===
      undefined;
    this.requests = this.requests.filter((request) => !gone(request.url));
  }
}
