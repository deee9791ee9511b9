import type { TestContext } from 'node:test';
import type { Page } from 'playwright-core';
import { partOf, say } from '../../../e2e/support/chat.ts';
import { openScripted } from '../states.ts';
import { messagesOf, talks } from '../talk.ts';
import { drawn, sceneries } from './drawn.ts';
import { type Kind, messagesWithFiles, served, withFiles } from './talk.ts';

interface Place {
  language?: 'en' | 'ar';
  width?: number;
  height?: number;
}

/** The room with messages of this kind. */
export async function openTalk(
  t: TestContext,
  kind: Kind,
  { language = 'en', width = 400, height = 960 }: Place = {},
): Promise<Page> {
  const messages = messagesWithFiles(kind, language);
  const { page } = await openScripted(t, language, {
    messages,
    room: withFiles,
    files: served,
    size: { width, height },
  });
  await page.locator(`${partOf('message')}[data-seq="${messages.length}"]`).waitFor();
  await isLoaded(page);
  return page;
}

/** Waits until every picture is there, or has said that it cannot come, but for those that never come. */
async function isLoaded(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const root = document.querySelector('realtime-chat')?.shadowRoot;
    const files = [...(root?.querySelectorAll('[part="files"]') ?? [])];
    const pictures = [...(root?.querySelectorAll<HTMLImageElement>('[part="picture"] img') ?? [])];
    return (
      files.every((each) => each.childElementCount > 0) &&
      pictures.every((each) => each.src.includes('/held/') || (each.complete && each.naturalWidth > 0))
    );
  });
}

interface Upload {
  name: string;
  mimeType: string;
  buffer: Buffer;
  /** How much of it the server takes; it refuses a file without this. */
  share?: number;
}

function picture(name: string, scenery: keyof typeof sceneries, share: number, width = 240): Upload {
  const { data } = drawn(width, Math.round(width * 0.6), sceneries[scenery]);
  return { name, mimeType: 'image/png', buffer: Buffer.from(data, 'base64'), share };
}

const plan = (share?: number): Upload => ({
  name: 'plan.pdf',
  mimeType: 'application/pdf',
  buffer: Buffer.alloc(240_000, 'x'),
  ...(share !== undefined && { share }),
});

/** The usual room, in which these files are uploaded. Each message of the reader is refused. */
async function openUploads(t: TestContext, files: Upload[], place: Place = {}): Promise<Page> {
  const { language = 'en', width = 400, height = 560 } = place;
  const refused = (code: string): object => ({ ok: false, error: { code, message: '' } });
  const { page } = await openScripted(t, language, {
    messages: messagesOf(talks[language], 'me').slice(-3),
    room: withFiles,
    size: { width, height },
    sends: [refused('conflict')],
    uploads: files.map(({ share }, index) =>
      share === undefined
        ? refused('storage_full')
        : { ok: true, id: `${index}`, url: `files/uploads/${index}` },
    ),
    taken: Object.fromEntries(files.map(({ share = 0 }, index) => [`${index}`, share])),
  });
  await page.locator(partOf('attach')).waitFor();
  return page;
}

/** Chooses files for the next message: one after the other, so that each gets the upload that is meant for it. */
async function choose(page: Page, files: Upload[]): Promise<void> {
  for (const [index, file] of files.entries()) {
    const { name, mimeType, buffer } = file;
    await page.locator('realtime-chat input[type="file"]').setInputFiles([{ name, mimeType, buffer }]);
    await hasProgress(page, index, file);
  }
}

async function openChosen(t: TestContext, files: Upload[], place: Place = {}): Promise<Page> {
  const page = await openUploads(t, files, place);
  await choose(page, files);
  return page;
}

/** Waits until this file has come as far as the server lets it. */
async function hasProgress(page: Page, index: number, { share, mimeType }: Upload): Promise<void> {
  const isPicture = mimeType === 'image/png';
  const state = share === undefined ? 'failed' : share === 1 ? 'ready' : 'uploading';
  await page.waitForFunction(
    ([index, state, share, isPicture]) => {
      const rows = document
        .querySelector('realtime-chat')
        ?.shadowRoot?.querySelectorAll<HTMLElement>('[part="attachment"]');
      const row = rows?.[index];
      const done = row?.querySelector('progress')?.value ?? 1;
      const isThere =
        row?.dataset.state === state && (state !== 'uploading' || Math.abs(done - share) < 0.01);
      // A picture is prepared first.
      return isThere && (!isPicture || Boolean(row.querySelector('canvas')));
    },
    [index, state, share ?? 0, isPicture] as const,
  );
}

/** What the reader has chosen for the next message, in each state that a file can have. */
export const composerStates = {
  one: (t: TestContext) => openChosen(t, [picture('meadow.png', 'day', 1)]),

  async several(t: TestContext, place: Place = {}) {
    const files = [
      picture('meadow.png', 'day', 1),
      plan(),
      { ...plan(0.6), name: 'Minutes of the meeting of the summer fair committee.pdf' },
      picture('IMG_2041.png', 'dusk', 0, 2600),
    ];
    const page = await openChosen(t, files, place);
    await page.locator(partOf('alt')).first().fill('A meadow in front of green hills');
    await page.locator(partOf('field')).fill('Both are for Thursday.');
    await page.locator(partOf('field')).blur();
    return page;
  },

  async dropping(t: TestContext) {
    const page = await openChosen(t, []);
    await drag(page, 'dragover');
    await page.locator(`${partOf('panel')}[data-drop]`).waitFor();
    return page;
  },

  async nowhere(t: TestContext) {
    const messages = messagesOf(talks.en, 'me').slice(-3);
    const { page } = await openScripted(t, 'en', { messages });
    await drag(page, 'drop');
    await page.locator(`${partOf('banner')}:not(:empty)`).waitFor();
    return page;
  },

  /** Own messages: one that failed, and one whose files are on their way. */
  async sending(t: TestContext) {
    const refused = [picture('dusk.png', 'dusk', 1), plan(1)];
    const waiting = [picture('meadow.png', 'day', 0.6, 320), plan(0.3)];
    const page = await openUploads(t, [...refused, ...waiting], { height: 960 });
    await choose(page, refused);
    await say(page, 'The meadow at dusk.');
    await page
      .locator(`${partOf('message')}[data-state="failed"] [part="state"] button`)
      .first()
      .waitFor();
    await choose(page, waiting);
    await say(page, 'And by day.');
    await page.locator(partOf('cancel')).waitFor();
    await page.locator(partOf('field')).blur();
    return page;
  },
};

/** A file over the chat, which the browser tells again and again; what takes dropped files loads only after a while. */
async function drag(page: Page, type: 'dragover' | 'drop'): Promise<void> {
  await page.evaluate((type) => {
    const target = document.querySelector('realtime-chat')?.shadowRoot?.querySelector('[part="content"]');
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['x'], 'notes.txt'));
    const send = (): unknown =>
      target?.dispatchEvent(
        new DragEvent(type, { bubbles: true, composed: true, cancelable: true, dataTransfer }),
      );
    setInterval(send, 100);
  }, type);
}

/** The large view of the picture at this place in its talk. */
export async function openLarge(t: TestContext, place: Place = {}): Promise<Page> {
  const page = await openTalk(t, 'pictures', place);
  await page.locator(partOf('picture')).first().press('Enter');
  await page.locator(`${partOf('lightbox')}[open]`).waitFor();
  await page.waitForFunction(() => {
    const shown = document
      .querySelector('realtime-chat')
      ?.shadowRoot?.querySelector<HTMLImageElement>('[part="lightbox"] img');
    return shown?.complete === true && shown.naturalWidth > 0;
  });
  return page;
}
