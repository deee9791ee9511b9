import type { Page } from 'playwright-core';
import type { MeasuredChat } from './chats.ts';
import type { Said } from './talk.ts';

declare global {
  /** Hands messages to the peer on the page. */
  function addToPeer(messages: readonly object[]): void;
}

/** A chat without a server: the page hands it its messages. */
abstract class PeerChat implements MeasuredChat {
  protected abstract readonly tag: string;
  /** Selects the elements that show messages. */
  protected abstract readonly messageSelector: string;
  #page: Page | undefined;
  #count = 0;

  async load(page: Page): Promise<void> {
    this.#page = page;
    await page.addScriptTag({ content: this.script, type: 'module' });
    await page.waitForFunction((tag) => customElements.get(tag), this.tag);
  }

  async open(messages: readonly Said[]): Promise<void> {
    await this.#page?.evaluate(this.insert, this.#peerMessages(messages));
    const shown = { tag: this.tag, last: messages.at(-1)?.text ?? '' };
    await this.#page?.waitForFunction(
      ({ tag, last }) => document.querySelector(tag)?.shadowRoot?.textContent.includes(last),
      shown,
    );
  }

  async add(messages: readonly Said[]): Promise<void> {
    await this.#page?.evaluate((more) => globalThis.addToPeer(more), this.#peerMessages(messages));
  }

  async elements(): Promise<number> {
    const wanted = { tag: this.tag, selector: this.messageSelector };
    const count = await this.#page?.evaluate(
      ({ tag, selector }) => document.querySelector(tag)?.shadowRoot?.querySelectorAll(selector).length,
      wanted,
    );
    return count ?? 0;
  }

  async end(): Promise<void> {
    await this.#page?.close();
  }

  /** Defines the element. */
  protected abstract readonly script: string;
  /** Runs in the page, so it uses nothing of this module. */
  protected abstract readonly insert: (messages: readonly object[]) => void;
  protected abstract messageOf(said: Said, number: number): object;

  #peerMessages(messages: readonly Said[]): object[] {
    return messages.map((said) => this.messageOf(said, (this.#count += 1)));
  }
}

interface DeepChatElement extends HTMLElement {
  demo: boolean;
  names: boolean;
  history: readonly object[];
  addMessage(message: object): void;
}

export class DeepChat extends PeerChat {
  protected readonly tag = 'deep-chat';
  protected readonly messageSelector = '.inner-message-container';
  protected readonly script = `import '/peers/deep-chat/dist/deepChat.bundle.js';`;
  protected readonly insert = (messages: readonly object[]): void => {
    const chat = document.createElement('deep-chat') as DeepChatElement;
    chat.demo = true;
    chat.names = true;
    chat.style.inlineSize = '400px';
    chat.style.blockSize = '600px';
    chat.history = messages;
    document.querySelector('main')?.append(chat);
    globalThis.addToPeer = (more) => {
      for (const each of more) chat.addMessage(each);
    };
  };

  protected messageOf({ text, name }: Said): object {
    return { role: name, text };
  }
}

interface VueChatElement extends HTMLElement {
  messages: readonly object[];
}

export class VueAdvancedChat extends PeerChat {
  protected readonly tag = 'vue-advanced-chat';
  protected readonly messageSelector = '.vac-message-wrapper';
  protected readonly script = `import { register } from '/peers/vue-advanced-chat/dist/vue-advanced-chat.es.js'; register();`;
  protected readonly insert = (messages: readonly object[]): void => {
    const chat = document.createElement('vue-advanced-chat') as VueChatElement;
    Object.assign(chat, {
      height: '600px',
      currentUserId: 'Me',
      singleRoom: true,
      rooms: [
        {
          roomId: 'room',
          roomName: 'Room',
          users: ['Me', 'Ann', 'Ben', 'Cleo', 'Dan'].map((name) => ({ _id: name, username: name })),
        },
      ],
      roomsLoaded: true,
      roomId: 'room',
      messages,
      messagesLoaded: true,
    });
    document.querySelector('main')?.append(chat);
    globalThis.addToPeer = (more) => {
      chat.messages = [...chat.messages, ...more];
    };
  };

  protected messageOf({ text, name, time }: Said, number: number): object {
    return {
      _id: String(number),
      indexId: number,
      content: text,
      senderId: name,
      username: name,
      date: new Date(time).toDateString(),
      timestamp: new Date(time).toTimeString().slice(0, 5),
    };
  }
}
