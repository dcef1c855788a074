/** Colours a text, or leaves it as it is. */
export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
}

/** @param color whether there is a terminal that shows colours, and nobody minds */
export function paint(color: boolean): Paint {
  const style = (on: number, off: number) => (text: string) =>
    color ? text.replace(/[^\n]+/g, (line) => `\x1b[${on}m${line}\x1b[${off}m`) : text;
  return { bold: style(1, 22), dim: style(2, 22), red: style(31, 39) };
}
