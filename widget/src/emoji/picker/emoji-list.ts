import { nothing, type ReactiveControllerHost } from 'lit';
import { guard } from 'lit/directives/guard.js';
import type { Emoji } from '../emoji-data.js';
import { barTemplate, groupTemplate, nameLine } from './emoji-grid.js';
import type { EmojiGroup } from './emoji-groups.js';
import { type Chunk, chunksOf, NearChunks } from './near-chunks.js';

/** The scrolling list of emoji, of which only what is near is rendered, and the bar that leads to its groups. */
export class EmojiList {
  /** The only emoji that the Tab key reaches. */
  tabStop: HTMLElement | undefined;
  #host: ReactiveControllerHost & HTMLElement;
  #element: () => HTMLElement | null | undefined;
  #groups: readonly EmojiGroup[] = [];
  #chunks: Chunk<Emoji>[][] = [];
  #near = new NearChunks();
  /** The group in view. */
  #current = 0;
  /** The number of the emoji that gets the focus once it is rendered. */
  #wanted: number | undefined;

  /** @param element returns the list, once it is rendered */
  constructor(host: ReactiveControllerHost & HTMLElement, element: () => HTMLElement | null | undefined) {
    this.#host = host;
    this.#element = element;
  }

  get element(): HTMLElement | null | undefined {
    return this.#element();
  }

  get hasFocus(): boolean {
    return this.element?.contains(this.#focusedElement) ?? false;
  }

  set groups(groups: readonly EmojiGroup[]) {
    this.#groups = groups;
    this.#chunks = chunksOf(groups.map(({ emoji }) => emoji));
    this.#near.reset();
    this.#current = 0;
    this.tabStop = this.#wanted = undefined;
  }

  render(): unknown {
    const near = this.#near.current;
    return guard([this.#groups, near], () =>
      this.#groups.map((group, number) => groupTemplate(group, this.#chunks[number] ?? [], near)),
    );
  }

  renderBar(): unknown {
    return this.#groups.length > 0 ? barTemplate(this.#groups, this.#current, this.#goTo) : nothing;
  }

  /** The name of an emoji, or else of the one that Enter chooses, or else of the group in view: its heading may have scrolled away. */
  renderName(active: Emoji | undefined): unknown {
    const { name = '', emoji } = this.#groups[this.#current] ?? {};
    const shown = active ?? (name ? undefined : emoji?.[0]);
    return shown ? nameLine(shown) : name || nothing;
  }

  /** To be called after each render. */
  rendered(): void {
    if (this.#wanted !== undefined) this.focus(this.#wanted);
    if (!this.tabStop?.isConnected) this.setTabStop(this.element?.querySelector<HTMLElement>('button'));
    this.look();
  }

  /** Focuses an emoji by its number, now or as soon as it is rendered. */
  focus(number: number): void {
    const button = this.element?.querySelector<HTMLElement>(`[data-at="${number}"]`);
    this.#wanted = button ? undefined : number;
    if (button) return button.focus();
    const chunk = this.#chunks.flat().find(({ start, items }) => number < start + items.length);
    if (!chunk) return;
    this.#near.add(chunk.number);
    this.#host.requestUpdate();
  }

  setTabStop(button: HTMLElement | null | undefined): void {
    for (const other of this.element?.querySelectorAll<HTMLElement>('[tabindex="0"]') ?? [])
      other.tabIndex = -1;
    if (button) button.tabIndex = 0;
    this.tabStop = button ?? undefined;
  }

  /** Renders the emoji near the view, and marks the group in view. To be called after each render and each scroll. */
  readonly look = (): void => {
    const list = this.element;
    // A chunk that was added for the focus is not near before it has the focus.
    if (!list || this.#wanted !== undefined) return;
    const chunks = [...list.querySelectorAll('.picker-grid')];
    const isChanged = this.#near.update(list, chunks, this.#focusedElement);
    const edge = list.getBoundingClientRect().top + 8;
    const at = [...list.children].findLastIndex((group) => group.getBoundingClientRect().top <= edge);
    const current = Math.max(0, at);
    if (!isChanged && current === this.#current) return;
    this.#current = current;
    this.#host.requestUpdate();
  };

  /** Scrolls to a group. A key, unlike the pointer, takes the focus along. */
  #goTo = (group: number, { detail }: MouseEvent): void => {
    const list = this.element;
    const to = list?.children[group];
    if (!list || !to) return;
    list.scrollTop += to.getBoundingClientRect().top - list.getBoundingClientRect().top;
    const first = this.#chunks[group]?.[0]?.start;
    if (detail === 0 && first !== undefined) this.focus(first);
  };

  /** The emoji that has the focus. */
  get focused(): HTMLElement | null | undefined {
    return this.#focusedElement?.closest<HTMLElement>('.picker-grid button');
  }

  get #focusedElement(): Element | null {
    return this.#host.shadowRoot?.activeElement ?? null;
  }
}
