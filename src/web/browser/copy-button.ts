import { announce, button } from './dom.js';

/** Milliseconds for which the button says what it did. */
const ACKNOWLEDGED = 2000;

/** A button that copies a text which is made when it is pressed. */
export function copyButton(
  label: string,
  text: () => string,
  near: HTMLElement,
): HTMLButtonElement {
  const made = button(label, () => void copy(), { class: 'quiet small' });
  async function copy(): Promise<void> {
    const copied = await toClipboard(text());
    if (!copied) select(near);
    made.textContent = copied ? 'Copied' : 'Selected: now press Ctrl+C';
    announce(made.textContent);
    setTimeout(() => (made.textContent = label), ACKNOWLEDGED);
  }
  return made;
}

/** Only pages of https or localhost have a clipboard. */
async function toClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

function select(shown: HTMLElement): void {
  getSelection()?.selectAllChildren(shown);
}
