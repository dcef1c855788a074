import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { RequestMetrics } from './request-metrics.js';

/** A number that is read when Prometheus asks for it. */
export interface Reading {
  readonly name: string;
  readonly help: string;
  readonly read: () => number;
}

/** Numbers of one family, told apart by labels. */
export interface LabelledReading<Label extends string> {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly Label[];
  readonly read: () => readonly {
    readonly labels: Readonly<Record<Label, string>>;
    readonly value: number;
  }[];
}

/** A histogram with the upper bounds of its buckets. */
export interface Buckets {
  readonly name: string;
  readonly help: string;
  readonly buckets: number[];
}

/** The metrics of the service, in the text format of Prometheus. */
export class Metrics {
  readonly requests: RequestMetrics;
  private readonly registry = new Registry();

  constructor() {
    this.requests = new RequestMetrics(this.registry);
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  text(): Promise<string> {
    return this.registry.metrics();
  }

  /** Adds a number that goes up and down. */
  gauge({ name, help, read }: Reading): void {
    this.gauges({ name, help, labels: [], read: () => [{ labels: {}, value: read() }] });
  }

  /** Adds a number that only grows, kept elsewhere. */
  counter({ name, help, read }: Reading): void {
    this.counters({ name, help, labels: [], read: () => [{ labels: {}, value: read() }] });
  }

  /** Adds a family of numbers that go up and down. A series that is not read any more is gone. */
  gauges<Label extends string>({ name, help, labels, read }: LabelledReading<Label>): void {
    const registers = [this.registry];
    new Gauge({
      name,
      help,
      labelNames: labels,
      registers,
      collect() {
        this.reset();
        for (const { labels, value } of read()) this.set(labels, value);
      },
    });
  }

  /** Adds a family of numbers that only grow, kept elsewhere. */
  counters<Label extends string>({ name, help, labels, read }: LabelledReading<Label>): void {
    const registers = [this.registry];
    new Counter({
      name,
      help,
      labelNames: labels,
      registers,
      collect() {
        this.reset();
        for (const { labels, value } of read()) this.inc(labels, value);
      },
    });
  }

  /** @returns what counts a value in its bucket */
  histogram({ name, help, buckets }: Buckets): (value: number) => void {
    const histogram = new Histogram({ name, help, buckets, registers: [this.registry] });
    return (value) => {
      histogram.observe(value);
    };
  }
}
