/**
 * Milliseconds in which several processes' ends count as having one cause. A machine without a free core
 * may take this long to end processes that were killed together.
 */
export const SAME_CAUSE_WINDOW = 1000;
/** Ends that are remembered: far more than fall into one window. */
const KEPT = 256;

interface ProcessEnd {
  readonly child: object;
  /** Milliseconds. */
  readonly moment: number;
}

/** When child processes ended. Tells an image that ends one process from a cause that ends several. */
export class ProcessEnds {
  private ends: ProcessEnd[] = [];

  note(child: object, moment = performance.now()): void {
    this.ends = [...this.ends.slice(1 - KEPT), { child, moment }];
  }

  /**
   * How many of the children that one image was in ended alone: no other child ended within
   * SAME_CAUSE_WINDOW.
   */
  countAlone(children: readonly object[]): number {
    const others = this.ends.filter(({ child }) => !children.includes(child));
    return this.ends.filter(
      ({ child, moment }) =>
        children.includes(child) &&
        !others.some((other) => Math.abs(other.moment - moment) < SAME_CAUSE_WINDOW),
    ).length;
  }
}
