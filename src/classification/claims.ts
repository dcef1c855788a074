/** Gives work back that was claimed. */
export type Release = () => void;

/** Says which replica does which work. */
export interface Claims {
  /** @returns undefined if another replica does the work already; never fails */
  claim(key: string): Promise<Release | undefined>;
}

/** Registered only when there are other replicas. */
export const CLAIMS = Symbol('Claims');
