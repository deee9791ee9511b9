import { expect } from '@open-wc/testing';
import { stage } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import {
  first,
  focused,
  groups,
  key,
  one,
  openPicker,
  placePicker,
  press,
  search,
  type PickerHost,
} from './support/picker-host.ts';
import { tutorialServer } from './support/servers.ts';

const names = (host: PickerHost): string[] => Object.keys(groups(host));

/** Where on the screen what has the focus is. */
function place(host: PickerHost): DOMRect {
  const { activeElement } = host.shadowRoot ?? {};
  if (!activeElement) throw new Error('Nothing has the focus');
  return activeElement.getBoundingClientRect();
}

describe('the emoji picker', () => {
  it('shows all emoji by group and chooses the clicked one', async () => {
    const host = await openPicker();
    expect(names(host).slice(0, 2)).to.deep.equal(['Smileys & emotion', 'People & body']);
    expect(names(host)).to.have.length(9);
    expect(first(host)).to.have.attribute('aria-label', 'grinning face');
    // No dialog: a screen reader would take the letters that are typed in it.
    expect(one(host, '.picker')).to.have.attribute('role', 'group');
    await press(host, '[aria-label="grinning face"]');
    expect(host.chosen).to.deep.equal(['😀']);
    await eventually(() => expect(host.shadowRoot?.querySelector('.picker')).not.to.exist);
    expect(focused(host)).to.equal('Emoji');
  });

  it('is in the language of the chat', async () => {
    const host = await openPicker({ lang: 'de-AT' });
    expect(names(host)[0]).to.equal('Smileys & Emotionen');
    expect(first(host)).to.have.attribute('aria-label', 'grinsendes Gesicht');
    expect(one(host, '.picker-emoji')).to.have.attribute('lang', 'de');
    host.lang = 'fr';
    host.requestUpdate();
    await eventually(() => expect(first(host)).to.have.attribute('aria-label', 'visage rieur'));
  });

  it('has buttons that are large enough for a finger', async () => {
    const host = await openPicker();
    for (const selector of ['input', '[role="group"] button']) {
      const { width, height } = one(host, selector).getBoundingClientRect();
      expect(Math.min(width, height), selector).to.be.at.least(32);
    }
  });

  it('fits a narrow page', async () => {
    const host = await openPicker({ style: 'inline-size: 240px' });
    expect(one(host, '.picker').getBoundingClientRect().width).to.equal(240);
    const list = one(host, '.picker-emoji');
    expect(list.scrollWidth).to.equal(list.clientWidth);
  });

  it('shows recently used emoji first', async () => {
    const host = await openPicker();
    for (const name of ['red heart', 'thumbs up', 'red heart']) {
      await eventually(() => one(host, 'input'));
      search(host, name);
      await eventually(() => expect(names(host)).to.deep.equal(['']));
      await press(host, `[aria-label="${name}"]`);
      await press(host, '#opener');
    }
    await eventually(() => expect(groups(host)['Recently used']).to.deep.equal(['❤️', '👍']));
    // Another page of the same person's.
    const other = await openPicker();
    expect(groups(other)['Recently used']).to.deep.equal(['❤️', '👍']);
  });

  it('ignores values that another script has put into its storage', async () => {
    localStorage.setItem(`realtime-chat:emoji:${window.relayUrl}`, 'evil 👍 <b>');
    const host = await openPicker();
    expect(groups(host)['Recently used']).to.deep.equal(['👍']);
  });
});

describe('searching in the emoji picker', () => {
  it('shows the matches and their number, and Enter chooses the first', async () => {
    const host = await openPicker();
    search(host, 'red hea');
    await eventually(() => expect(Object.keys(groups(host))).to.deep.equal(['']));
    expect(groups(host)['']?.[0]).to.equal('❤️');
    expect(one(host, '.picker-status').textContent.trim()).to.equal(`${groups(host)['']?.length} emoji`);
    expect(one(host, '.picker-name').textContent).to.include('red heart').and.to.include(':heart:');
    key(host, 'Enter');
    expect(host.chosen).to.deep.equal(['❤️']);
  });

  it('tells screen readers the first match and the number once, when the typing rests', async () => {
    const host = await openPicker();
    for (const query of ['hedge', 'hedgeho', 'hedgehog']) search(host, query);
    await eventually(() => expect(host.announced).to.deep.equal(['hedgehog, 1 emoji']));
    search(host, 'nosuchthing');
    await eventually(() => expect(host.announced).to.deep.equal(['hedgehog, 1 emoji', 'No emoji found']));
  });

  it('says that nothing matches, and shows all again afterwards', async () => {
    const host = await openPicker();
    search(host, 'nosuchthing');
    await eventually(() => expect(one(host, '.picker-status').textContent).to.include('No emoji found'));
    expect(key(host, 'Enter')).to.equal(false);
    expect(host.chosen).to.be.empty;
    search(host, '');
    await eventually(() => expect(names(host)).to.have.length(9));
    expect(one(host, '.picker-status').textContent.trim()).to.equal('');
  });

  it('leaves Enter and Escape to an input method during a composition', async () => {
    const host = await openPicker();
    search(host, 'heart');
    await eventually(() => expect(names(host)).to.deep.equal(['']));
    for (const composing of [{ isComposing: true }, { keyCode: 229 }]) {
      for (const name of ['Enter', 'Escape']) expect(key(host, name, composing)).to.equal(true);
    }
    expect(host.chosen).to.be.empty;
    expect(host.picker.opener).to.exist;
  });

  it('starts empty when the picker is opened again', async () => {
    const host = await openPicker();
    search(host, 'heart');
    await eventually(() => expect(names(host)).to.deep.equal(['']));
    key(host, 'Escape');
    await press(host, '#opener');
    await eventually(() => expect(names(host)).to.have.length(9));
    expect((one(host, 'input') as HTMLInputElement).value).to.equal('');
  });
});

describe('the keyboard in the emoji picker', () => {
  it('starts in the search field, and moves down to the emoji and back up', async () => {
    const host = await openPicker();
    await eventually(() => expect(focused(host)).to.equal('the search field'));
    key(host, 'ArrowDown');
    expect(focused(host)).to.equal('😀');
    await eventually(() => expect(one(host, '.picker-name').textContent).to.include('grinning face'));
    key(host, 'ArrowUp');
    expect(focused(host)).to.equal('the search field');
  });

  for (const dir of ['ltr', 'rtl']) {
    it(`moves as the arrows point in ${dir}`, async () => {
      const host = await openPicker({ dir });
      key(host, 'ArrowDown');
      key(host, 'ArrowDown');
      key(host, dir === 'rtl' ? 'ArrowLeft' : 'ArrowRight');
      const start = place(host);
      key(host, 'ArrowRight');
      expect(place(host).left - start.left).to.be.closeTo(start.width, 1);
      expect(place(host).top).to.equal(start.top);
      key(host, 'ArrowLeft');
      expect(place(host).left).to.equal(start.left);
      key(host, 'ArrowDown');
      expect(place(host).left).to.equal(start.left);
      expect(place(host).top).to.be.above(start.top);
      key(host, 'ArrowUp');
      expect(place(host).left).to.equal(start.left);
    });
  }

  it('reaches both ends and scrolls them into view', async () => {
    const host = await openPicker();
    key(host, 'ArrowDown');
    key(host, 'End', { ctrlKey: true });
    await eventually(() => expect(focused(host)).to.equal(groups(host)['Flags']?.at(-1) ?? 'a flag'));
    const list = one(host, '.picker-emoji').getBoundingClientRect();
    await eventually(() => expect(place(host).bottom).to.be.at.most(list.bottom));
    key(host, 'Home', { ctrlKey: true });
    await eventually(() => expect(focused(host)).to.equal('😀'));
    key(host, 'End');
    key(host, 'Home');
    expect(focused(host)).to.equal('😀');
    key(host, 'PageDown');
    await eventually(() => expect(focused(host)).to.equal('👋'));
  });

  it('types into the search field from anywhere in the picker', async () => {
    const host = await openPicker();
    key(host, 'ArrowDown');
    // Left to the browser, which types it where the focus is by then.
    expect(key(host, 'h')).to.equal(true);
    expect(focused(host)).to.equal('the search field');
    key(host, 'ArrowDown');
    for (const [name, init] of [
      ['c', { ctrlKey: true }],
      [' ', {}],
      ['Enter', {}],
      ['Tab', {}],
    ] as const) {
      expect(key(host, name, init)).to.equal(true);
      expect(focused(host), name).to.equal('😀');
    }
  });

  it('has one tab stop among the emoji, at the last focused one', async () => {
    const host = await openPicker();
    const stops = (): (string | null)[] =>
      [...(host.shadowRoot?.querySelectorAll('.picker-grid [tabindex="0"]') ?? [])].map(
        ({ textContent }) => textContent,
      );
    expect(stops()).to.deep.equal(['😀']);
    key(host, 'ArrowDown');
    key(host, 'ArrowRight');
    expect(stops()).to.deep.equal(['😃']);
    search(host, 'heart');
    await eventually(() => expect(names(host)).to.deep.equal(['']));
    expect(host.shadowRoot?.querySelectorAll('.picker-grid [tabindex="0"]')).to.have.length(1);
  });

  it('closes on Escape without a further effect, and restores the focus', async () => {
    const host = await openPicker();
    let heard = 0;
    host.addEventListener('keydown', () => (heard += 1));
    key(host, 'ArrowDown');
    heard = 0;
    expect(key(host, 'Escape')).to.equal(false);
    expect(heard).to.equal(0);
    expect(focused(host)).to.equal('Emoji');
    await eventually(() => expect(host.shadowRoot?.querySelector('.picker')).not.to.exist);
    expect(host.chosen).to.be.empty;
  });
});

describe('a press outside of the emoji picker', () => {
  const pressOn = (target: Element): boolean =>
    target.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, composed: true }));

  it('closes it, except on its opener, which toggles it', async () => {
    const host = await openPicker();
    pressOn(one(host, '.picker-emoji'));
    pressOn(one(host, '#opener'));
    expect(host.picker.opener).to.exist;
    one(host, '#opener').click();
    expect(host.picker.opener).not.to.exist;
    one(host, '#opener').click();
    await eventually(() => one(host, '.picker'));
    pressOn(stage());
    expect(host.picker.opener).not.to.exist;
  });
});

describe('an emoji picker whose file cannot be loaded', () => {
  it('says so, and tries again by its button', async () => {
    // This server has no such file.
    const host = placePicker({}, await tutorialServer());
    await press(host, '#opener');
    await eventually(() =>
      expect(one(host, '.picker-status').textContent).to.include('The emoji could not be loaded.'),
    );
    expect(host.announced).to.deep.equal(['The emoji could not be loaded.']);
    host.relay = window.relayUrl;
    const again = one(host, '.picker-status button');
    again.focus();
    again.click();
    await eventually(() => first(host));
    expect(focused(host)).to.equal('the search field');
    expect(one(host, '.picker-status').textContent.trim()).to.equal('');
  });

  it('tries again when it is opened again', async () => {
    const host = placePicker({}, await tutorialServer());
    await press(host, '#opener');
    await eventually(() => one(host, '.picker-status button'));
    let asked = 0;
    const fetch = window.fetch.bind(window);
    window.fetch = (...words) => {
      asked += 1;
      return fetch(...words);
    };
    try {
      key(host, 'Escape');
      await press(host, '#opener');
      await eventually(() => expect(asked).to.equal(1));
      await eventually(() => one(host, '.picker-status button'));
    } finally {
      window.fetch = fetch;
    }
  });
});
