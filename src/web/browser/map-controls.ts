import { readable } from './classification.js';
import { element } from './dom.js';

/** How gray the image below a map is, so that the map's colours stand out. */
const GRAY = 0.65;

/** The slider that fades the map in and out. */
export function opacitySlider(image: HTMLElement, map: HTMLElement): HTMLElement {
  const input = element('input', { type: 'range', min: '0', max: '100', value: '100' });
  const fade = () => {
    const opacity = Number(input.value) / 100;
    map.style.opacity = String(opacity);
    image.style.filter = `grayscale(${opacity * GRAY})`;
    input.setAttribute('aria-valuetext', `${input.value} %`);
  };
  input.addEventListener('input', fade);
  fade();
  return element('label', { class: 'slider' }, element('span', {}, 'Map'), input);
}

/** Identifies the list of names of one card. */
let cards = 0;

/**
 * A field for any class of the model.
 *
 * @param names asked for when the field is used for the first time
 */
export function otherClass(
  names: () => Promise<readonly string[]>,
  choose: (classification: string) => void,
): HTMLElement {
  const id = `class-${++cards}`;
  const list = element('datalist', { id: `${id}-names` });
  const input = element('input', { id, type: 'text', list: list.id, autocomplete: 'off' });
  const problem = element('p', { class: 'problem', role: 'alert' });
  const show = element('button', { type: 'submit', class: 'quiet' }, 'Show');
  const form = element(
    'form',
    { class: 'other-class' },
    element('label', { for: id }, 'Any other class'),
    element('div', { class: 'row' }, input, show),
    list,
    problem,
  );
  let known: readonly string[] | undefined;
  const load = async () => {
    known ??= await names().catch(() => undefined);
    if (known !== undefined && list.childElementCount === 0)
      list.append(...known.map((name) => element('option', { value: readable(name) })));
    return known;
  };
  const submit = async () => {
    const wanted = folded(input.value);
    const found = await load();
    const name = found?.find((one) => folded(one) === wanted);
    const unknown = found !== undefined && name === undefined;
    problem.textContent = unknown ? 'The model knows no class of this name.' : '';
    if (!unknown) choose(name ?? input.value.trim());
  };
  input.addEventListener('focus', () => void load(), { once: true });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void submit();
  });
  return form;
}

/** Names are the same whatever their case, with spaces or underscores. */
function folded(name: string): string {
  return readable(name.trim()).toLowerCase();
}
