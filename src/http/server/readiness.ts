/** Whether requests should be sent here. */
export class Readiness {
  #draining = false;

  /** @param classifierReady whether the classifier can take images now */
  constructor(private readonly classifierReady: () => boolean) {}

  get ready(): boolean {
    return !this.#draining && this.classifierReady();
  }

  /** From now on, for good, no more requests are wanted. */
  drain(): void {
    this.#draining = true;
  }
}
