import { ServiceError } from '../../errors.js';

/** Whether the service wants requests. */
export class Readiness {
  private draining = false;

  /** @param classifierReady whether the classifier can take images now */
  constructor(private readonly classifierReady: () => boolean) {}

  get ready(): boolean {
    return !this.draining && this.classifierReady();
  }

  /** @throws ServiceError `not_ready` */
  require(): void {
    if (!this.ready)
      throw new ServiceError('not_ready', 'the service takes no requests at the moment');
  }

  /** Makes the service not ready, for good. */
  drain(): void {
    this.draining = true;
  }
}
