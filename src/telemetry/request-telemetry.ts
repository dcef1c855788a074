import { inject, injectable } from 'tsyringe';
import { SETTINGS, type Settings } from '../settings/index.js';
import { SERVICE_LOG, type ServiceLog } from './log.js';
import { Metrics } from './metrics/metrics.js';
import { levelOf, requestFields, requestMessage } from './request-line.js';
import { type Arrival, RequestRecord, type StageRun } from './request-record.js';
import { TRACING, type Tracing } from './tracing/tracing.js';

/** Tells log, metrics and traces about each request, once, when it is over. */
@injectable()
export class RequestTelemetry {
  private readonly imageUrls: Settings['telemetry']['log']['imageUrls'];

  constructor(
    @inject(SERVICE_LOG) private readonly log: ServiceLog,
    @inject(Metrics) private readonly metrics: Metrics,
    @inject(TRACING) private readonly tracing: Tracing,
    @inject(SETTINGS) settings: Settings,
  ) {
    this.imageUrls = settings.telemetry.log.imageUrls;
  }

  /** Starts the record of a request that has just arrived. */
  arrived(arrival: Arrival): RequestRecord {
    return new RequestRecord(arrival, this.onStage);
  }

  finished(record: RequestRecord): void {
    const milliseconds = performance.now() - record.arrivedAt;
    this.metrics.requests.finished(record, milliseconds);
    const span = this.tracing.trace(record, milliseconds);
    const level = levelOf(record);
    if (!this.log.enabled(level)) return;
    const fields = requestFields(record, milliseconds, this.imageUrls, span);
    this.log.event(level, fields, requestMessage(record, milliseconds));
  }

  private readonly onStage = (run: StageRun): void => {
    this.metrics.requests.stage(run);
  };
}
