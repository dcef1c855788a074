/** Mutants that are not made, because they change nothing that is promised. */
export interface Exclusion {
  /** Path of the source, or the folder it is in. */
  readonly file: string;
  /** Text of the lines of the compiled module that are left as they are. */
  readonly text: string;
  readonly reason: string;
}
