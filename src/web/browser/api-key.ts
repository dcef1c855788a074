import { byId } from './dom.js';

const STORED = 'api-key';

/** The question under way: requests that wait for a key share one dialog. */
let asking: Promise<boolean> | undefined;

/** The key of this tab. It is gone when the tab is closed. */
export function apiKey(): string | undefined {
  return sessionStorage.getItem(STORED) ?? undefined;
}

/**
 * Asks for a key.
 *
 * @param refused the key that was not accepted; if another was entered meanwhile, nothing is asked
 * @returns whether there is another key to try
 */
export async function askForKey(refused: string | undefined): Promise<boolean> {
  if (apiKey() !== refused) return true;
  asking ??= showDialog(refused !== undefined).finally(() => (asking = undefined));
  return asking;
}

function showDialog(again: boolean): Promise<boolean> {
  const dialog = byId('key-dialog', HTMLDialogElement);
  const input = byId('key', HTMLInputElement);
  byId('key-problem', HTMLElement).textContent = again ? 'That key was not accepted.' : '';
  input.value = '';
  const listening = new AbortController();
  const { signal } = listening;
  return new Promise<boolean>((resolve) => {
    const cancel = byId('key-cancel', HTMLButtonElement);
    cancel.addEventListener(
      'click',
      () => {
        dialog.close();
      },
      { signal },
    );
    byId('key-form', HTMLFormElement).addEventListener(
      'submit',
      (event) => {
        event.preventDefault();
        sessionStorage.setItem(STORED, input.value.trim());
        resolve(true);
        dialog.close();
      },
      { signal },
    );
    // Escape too. After a submit this changes nothing.
    dialog.addEventListener(
      'close',
      () => {
        resolve(false);
      },
      { signal },
    );
    dialog.showModal();
    input.focus();
  }).finally(() => {
    listening.abort();
  });
}
