import type MiniSearch from './minisearch.js';

/** One part of a page, as the build has written it to search.json. */
interface Section {
  id: string;
  title: string;
  heading: string;
  text: string;
}

const mostResults = 12;
/** Characters of text around the first word that was found. */
const excerptLength = 110;

/** Finds parts of the pages by their words. The library and the texts load when it is first opened. */
export class SearchDialog {
  #dialog = document.createElement('dialog');
  #input = document.createElement('input');
  #status = document.createElement('p');
  #results = document.createElement('ol');
  #index: Promise<MiniSearch<Section>> | undefined;

  constructor() {
    const label = document.createElement('label');
    const close = document.createElement('button');
    const bar = document.createElement('div');
    Object.assign(this.#input, { type: 'search', id: 'words', autocomplete: 'off', spellcheck: false });
    this.#input.placeholder = 'Search the documentation';
    Object.assign(label, { htmlFor: 'words', className: 'unseen', textContent: 'Search the documentation' });
    Object.assign(close, { type: 'button', textContent: 'Close' });
    Object.assign(this.#status, { role: 'status' });
    this.#dialog.className = 'search';
    this.#dialog.setAttribute('aria-label', 'Search');
    bar.append(label, this.#input, close);
    this.#dialog.append(bar, this.#status, this.#results);
    close.addEventListener('click', () => this.#dialog.close());
    this.#input.addEventListener('input', () => void this.#search());
    this.#dialog.addEventListener('keydown', (event) => this.#move(event));
    this.#dialog.addEventListener('click', ({ target }) => {
      // The dialog itself is hit beside its content, and a link may lead to another place of this page.
      if (target === this.#dialog || (target as Element).closest('a')) this.#dialog.close();
    });
    document.body.append(this.#dialog);
  }

  open(): void {
    if (this.#dialog.open) return;
    this.#dialog.showModal();
    this.#input.select();
    void this.#search();
  }

  async #search(): Promise<void> {
    const words = this.#input.value.trim();
    let found: (Section & { terms: string[] })[] = [];
    try {
      this.#index ??= loadIndex();
      const index = await this.#index;
      if (words !== this.#input.value.trim()) return;
      const options = { prefix: true, fuzzy: 0.15, boost: { title: 3, heading: 5 } };
      const withAll = index.search(words, { ...options, combineWith: 'AND' });
      found = (withAll.length > 0 ? withAll : index.search(words, options))
        .slice(0, mostResults)
        .map((result) => ({ ...(result as unknown as Section), terms: result.terms }));
    } catch {
      this.#index = undefined;
      this.#status.textContent = 'The search could not be loaded.';
      return;
    }
    this.#results.replaceChildren(...found.map(itemOf));
    this.#status.textContent = words && found.length === 0 ? `Nothing found for “${words}”` : '';
  }

  /** The arrow keys go from the field to the results and back. A search field would spend the first Escape on its own text. */
  #move(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      event.preventDefault();
      this.#dialog.close();
    }
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    const stops = [this.#input, ...this.#results.querySelectorAll('a')];
    const at = stops.findIndex((stop) => stop === document.activeElement);
    const next = stops[at + (event.key === 'ArrowDown' ? 1 : -1)];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }
}

async function loadIndex(): Promise<MiniSearch<Section>> {
  const [{ default: Search }, response] = await Promise.all([
    import('./minisearch.js'),
    fetch(new URL('search.json', import.meta.url)),
  ]);
  if (!response.ok) throw new Error(`search.json: ${response.status}`);
  const index = new Search<Section>({
    fields: ['title', 'heading', 'text'],
    // Codes such as `origin_refused` are one word.
    tokenize: (text) => text.split(/[^\p{L}\p{N}_]+/u),
    storeFields: ['title', 'heading', 'text'],
  });
  index.addAll((await response.json()) as Section[]);
  return index;
}

function itemOf({ id, title, heading, text, terms }: Section & { terms: string[] }): Element {
  const item = document.createElement('li');
  const link = document.createElement('a');
  const name = document.createElement('strong');
  const place = document.createElement('small');
  const excerpt = document.createElement('span');
  link.href = `./${id}`;
  const pattern = new RegExp(
    terms.map((term) => term.replace(/[$()*+./?[\\\]^{|}]/g, '\\$&')).join('|') || '$^',
    'giu',
  );
  const first = Math.max(0, text.search(pattern) - excerptLength / 3);
  name.append(...marked(heading, pattern));
  place.textContent = title;
  excerpt.append(...marked(`${first > 0 ? '…' : ''}${text.slice(first, first + excerptLength)}…`, pattern));
  link.append(name, place, excerpt);
  item.append(link);
  return item;
}

/** The text, with what was found in elements of their own. */
function marked(text: string, pattern: RegExp): (Node | string)[] {
  const parts: (Node | string)[] = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    const mark = document.createElement('mark');
    mark.textContent = match[0];
    parts.push(text.slice(end, match.index), mark);
    end = match.index + match[0].length;
  }
  return [...parts, text.slice(end)];
}
