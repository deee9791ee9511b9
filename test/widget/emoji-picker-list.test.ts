import { expect } from '@open-wc/testing';
import { eventually } from './support/eventually.ts';
import {
  first,
  focused,
  groups,
  key,
  one,
  openPicker,
  search,
  type PickerHost,
} from './support/picker-host.ts';

const names = (host: PickerHost): string[] => Object.keys(groups(host));

describe('a screen reader in the emoji picker', () => {
  const buttons = (host: PickerHost): HTMLElement[] => [
    ...(host.shadowRoot?.querySelectorAll<HTMLElement>('.picker-grid button') ?? []),
  ];

  it('reads a list of which only what is near is in the document, wherever it is scrolled', async () => {
    const host = await openPicker();
    const list = one(host, '[role="listbox"]');
    expect(list).to.have.attribute('aria-label', 'Emoji');
    // Also before anything is rendered, the list has its whole height.
    const height = list.scrollHeight;
    expect(height).to.be.above(5000);
    for (const part of [0, 0.3, 0.6, 1]) {
      list.scrollTop = part * height;
      await eventually(() => {
        const middle = list.getBoundingClientRect().top + list.clientHeight / 2;
        const inView = buttons(host).filter((button) => {
          const { top, bottom } = button.getBoundingClientRect();
          return top <= middle && middle < bottom + 36;
        });
        expect(inView).not.to.be.empty;
      });
      await eventually(() => expect(buttons(host).length, String(part)).to.be.at.most(300));
      expect(list.scrollHeight, String(part)).to.equal(height);
    }
    const last = buttons(host).at(-1);
    expect(last).to.have.attribute('role', 'option');
    expect(last?.getAttribute('aria-posinset')).to.equal(last?.getAttribute('aria-setsize'));
  });

  it('reads at most 60 results', async () => {
    const host = await openPicker();
    search(host, 'a');
    await eventually(() => expect(names(host)).to.deep.equal(['']));
    expect(buttons(host)).to.have.length(60);
    await eventually(() => expect(one(host, '.picker-status').textContent.trim()).to.equal('60 emoji'));
  });

  it('comes by Tab to the field, the bar and one emoji, and to no scroller', async () => {
    const host = await openPicker();
    const stops = [...one(host, '.picker').querySelectorAll<HTMLElement>('*')].filter(
      ({ tabIndex, scrollHeight, clientHeight }) => tabIndex >= 0 || scrollHeight > clientHeight + 1,
    );
    const scrollers = stops.filter((each) => getComputedStyle(each).overflowY === 'auto');
    expect(scrollers.map((each) => each.getAttribute('tabindex'))).to.deep.equal(['-1']);
    expect(stops.filter(({ tabIndex }) => tabIndex >= 0)).to.have.length(3);
  });

  it('keeps the focus when the emoji are in another language', async () => {
    const host = await openPicker();
    await eventually(() => expect(focused(host)).to.equal('the search field'));
    key(host, 'ArrowDown');
    expect(focused(host)).to.equal('😀');
    host.lang = 'de';
    host.requestUpdate();
    await eventually(() => expect(first(host)).to.have.attribute('aria-label', 'grinsendes Gesicht'));
    expect(focused(host)).to.equal('the search field');
  });
});

describe('the line below the emoji', () => {
  const line = (host: PickerHost): string => one(host, '.picker-name').textContent.trim();
  const point = (host: PickerHost, selector: string, type = 'pointerover'): boolean =>
    one(host, selector).dispatchEvent(new PointerEvent(type, { bubbles: type === 'pointerover' }));

  it('names the category in view, or the emoji under the pointer or with the focus, and moves nothing', async () => {
    const host = await openPicker();
    const box = (): DOMRect => one(host, '.picker-emoji').getBoundingClientRect();
    const { top, height } = box();
    expect(line(host)).to.equal('Smileys & emotion');
    point(host, '[aria-label="winking face"]');
    await eventually(() => expect(line(host)).to.equal('winking face :wink:'));
    point(host, '.picker-search');
    await eventually(() => expect(line(host)).to.equal('Smileys & emotion'));
    key(host, 'ArrowDown');
    await eventually(() => expect(line(host)).to.match(/^grinning face :/));
    point(host, '[aria-label="winking face"]');
    await eventually(() => expect(line(host)).to.equal('winking face :wink:'));
    point(host, '.picker', 'pointerleave');
    await eventually(() => expect(line(host)).to.match(/^grinning face :/));
    one(host, '.picker-search').focus();
    one(host, '.picker-emoji').scrollTop = 1e6;
    await eventually(() => expect(line(host)).to.equal('Flags'));
    expect(one(host, '.picker-name')).to.have.attribute('aria-hidden', 'true');
    expect([box().top, box().height]).to.deep.equal([top, height]);
  });

  it('names the emoji that Enter chooses, and nothing where nothing is found', async () => {
    const host = await openPicker();
    search(host, 'wink');
    await eventually(() => expect(line(host)).to.match(/^winking face :/));
    search(host, 'zzzz');
    await eventually(() => expect(line(host)).to.equal(''));
    expect(getComputedStyle(one(host, '.picker-name')).borderTopColor).to.equal('rgba(0, 0, 0, 0)');
  });
});

describe('the bar of categories in the emoji picker', () => {
  const button = (host: PickerHost, name: string): HTMLElement =>
    one(host, `.picker-bar [aria-label="${name}"]`);

  it('leads to a category, and marks the one in view', async () => {
    const host = await openPicker();
    expect(button(host, 'Smileys & emotion')).to.have.attribute('aria-current', 'true');
    button(host, 'Flags').dispatchEvent(
      new MouseEvent('click', { bubbles: true, composed: true, detail: 1 }),
    );
    await eventually(() => expect(button(host, 'Flags')).to.have.attribute('aria-current', 'true'));
    await eventually(() => expect(groups(host)['Flags']).to.include('🏁'));
    expect(host.shadowRoot?.querySelectorAll('[aria-current]')).to.have.length(1);
    search(host, 'heart');
    await eventually(() => expect(host.shadowRoot?.querySelector('.picker-bar')).not.to.exist);
  });

  it('is one tab stop with arrow keys, and Enter takes the focus along', async () => {
    const host = await openPicker();
    button(host, 'Smileys & emotion').focus();
    key(host, 'ArrowRight');
    expect(host.shadowRoot?.activeElement).to.equal(button(host, 'People & body'));
    button(host, 'People & body').click();
    await eventually(() => expect(focused(host)).to.equal('👋'));
  });
});
