/** The hosts that images may come from; all hosts if the operator lists none. */
export class HostAllowList {
  /** @param patterns lower-case host names; `*.` in front stands for all names below */
  constructor(private readonly patterns: readonly string[]) {}

  /** @param host as in `URL.hostname`, IPv6 addresses in brackets */
  allows(host: string): boolean {
    return this.patterns.length === 0 || this.patterns.some((pattern) => matches(pattern, host));
  }
}

function matches(pattern: string, host: string): boolean {
  return pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern;
}
