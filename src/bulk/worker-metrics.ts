import { Counter, Gauge, Registry } from 'prom-client';

/** What a worker has done, in the text format of Prometheus. */
export class WorkerMetrics {
  private readonly registry = new Registry();
  /** Images with a result, by the code of their error; `none` for those without. */
  readonly images = new Counter({
    name: 'classifier_bulk_images_total',
    help: 'Images of bulk lists that this worker has written a result of, by the code of the error.',
    labelNames: ['code'],
    registers: [this.registry],
  });
  readonly jobs = new Counter({
    name: 'classifier_bulk_jobs_total',
    help: 'Bulk jobs that this worker has ended, by what became of them.',
    labelNames: ['outcome'],
    registers: [this.registry],
  });

  constructor(redisUp: () => boolean) {
    new Gauge({
      name: 'classifier_redis_up',
      help: 'Whether Redis is there: 0 while the work waits for it.',
      registers: [this.registry],
      collect() {
        this.set(redisUp() ? 1 : 0);
      },
    });
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  text(): Promise<string> {
    return this.registry.metrics();
  }
}
