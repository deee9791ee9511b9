import type { Page } from 'playwright-core';
import { startScriptedServer } from '../../../support/scripted-server.mjs';
import { entry, joined } from '../../../widget/support/answers.ts';
import { DeepChat, VueAdvancedChat } from './peer-chats.ts';
import type { Said } from './talk.ts';

/** A chat on the page of a bench. */
export interface MeasuredChat {
  /** Loads the code, and does not use it yet. */
  load(page: Page): Promise<void>;
  /** Shows a conversation. */
  open(messages: readonly Said[]): Promise<void>;
  /** Has these messages arrive at once. */
  add(messages: readonly Said[]): Promise<void>;
  /** The number of elements that show messages. */
  elements(): Promise<number>;
  end(): Promise<void>;
}

export const ours = 'realtime-chat';
export const deepChat = 'deep-chat 2.4.2';
export const vueAdvancedChat = 'vue-advanced-chat 2.1.2';

export const chats: Record<string, () => MeasuredChat> = {
  [ours]: () => new RealtimeChat(),
  [deepChat]: () => new DeepChat(),
  [vueAdvancedChat]: () => new VueAdvancedChat(),
};

type Server = Awaited<ReturnType<typeof startScriptedServer>>;

/**
 * Ours gets its messages from a server, over the network, and checks them. The peers have no server: the page hands them their
 * messages, which spares them that.
 */
export class RealtimeChat implements MeasuredChat {
  #page: Page | undefined;
  #server: Server | undefined;
  #seq = 0;

  async load(page: Page): Promise<void> {
    this.#page = page;
    await page.addScriptTag({ url: '/chat/realtime-chat.js', type: 'module' });
    await page.waitForFunction(() => customElements.get('realtime-chat'));
  }

  /** @param count of elements, each in a room of its own with the same messages */
  async open(messages: readonly Said[], count = 1): Promise<void> {
    const rooms = Array.from({ length: count }, (_, index) => `room-${index + 1}`);
    this.#seq = messages.length;
    const answer = joined({
      head: messages.length,
      messages: messages.map((said, index) => ({ ...ofRelay(index + 1, said), type: undefined })),
    });
    this.#server = await startScriptedServer({
      joins: Object.fromEntries(rooms.map((room) => [room, answer])),
    });
    const { url } = this.#server;
    const places = { rooms, url, last: messages.at(-1)?.text ?? '' };
    await this.#page?.evaluate(({ rooms, url }) => {
      for (const room of rooms) {
        const chat = document.createElement('realtime-chat');
        chat.setAttribute('relay-url', url);
        chat.setAttribute('room', room);
        document.querySelector('main')?.append(chat);
      }
    }, places);
    await this.#page?.waitForFunction(
      ({ last }) =>
        [...document.querySelectorAll('realtime-chat')].every((chat) =>
          [...(chat.shadowRoot?.querySelectorAll('[part~="text"]') ?? [])].at(-1)?.textContent.includes(last),
        ),
      places,
    );
  }

  async add(messages: readonly Said[]): Promise<void> {
    const entries = messages.map((said) => ofRelay((this.#seq += 1), said));
    this.#server?.say(['entries', { room: 'room-1', epoch: 'first', entries }]);
  }

  /** Scrolls up by so many heights of the pane. */
  async scrollUp(panes: number): Promise<void> {
    await this.#page?.evaluate((panes) => {
      const pane = document.querySelector('realtime-chat')?.shadowRoot?.querySelector('[part="content"]');
      if (pane) pane.scrollTop -= panes * pane.clientHeight;
    }, panes);
  }

  async elements(): Promise<number> {
    const count = await this.#page?.evaluate(
      () => document.querySelector('realtime-chat')?.shadowRoot?.querySelectorAll('[part~="message"]').length,
    );
    return count ?? 0;
  }

  async end(): Promise<void> {
    await this.#page?.close();
    await this.#server?.stop();
  }
}

function ofRelay(seq: number, { text, name, time }: Said): object {
  return entry(seq, text, { sender: name.toLowerCase(), username: name, time });
}
