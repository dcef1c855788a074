/** Whether the service wants requests. */
export class Readiness {
  private draining = false;

  /** @param classifierReady whether the classifier can take images now */
  constructor(private readonly classifierReady: () => boolean) {}

  get ready(): boolean {
    return !this.draining && this.classifierReady();
  }

  /** Makes the service not ready, for good. */
  drain(): void {
    this.draining = true;
  }
}
