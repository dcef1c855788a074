/** What a key may be used for. */
export const SCOPES = ['classify', 'report', 'metrics'] as const;

export type Scope = (typeof SCOPES)[number];

export function isScope(text: string): text is Scope {
  return (SCOPES as readonly string[]).includes(text);
}
