// The system around the browser, as far as pages tell it something: no test can see a notification or the icon of an app,
// or hear a sound.

/** What was lent to a page instead of its own, and how to give that back. */
const loans = new Set<() => void>();

afterEach(() => {
  for (const giveBack of loans) giveBack();
  loans.clear();
});

function lend(target: object, name: string, value: unknown): void {
  const own = Object.getOwnPropertyDescriptor(target, name);
  Object.defineProperty(target, name, { configurable: true, writable: true, value });
  loans.add(() => {
    if (own) Object.defineProperty(target, name, own);
    else Reflect.deleteProperty(target, name);
  });
}

interface Shown {
  author: string;
  text: string;
  tag: string;
  /** It draws attention to itself, and does not only replace what was there. */
  isAlert: boolean;
  isSilent: boolean;
  isStanding: boolean;
  click(): void;
}

/** The system's notifications, in which all pages that are given it show theirs. */
export class NotificationCentre {
  permission: NotificationPermission;
  /** What the person says when they are asked. */
  answer: NotificationPermission = 'granted';
  asked = 0;
  readonly shown: Shown[] = [];

  constructor(permission: NotificationPermission) {
    this.permission = permission;
    this.giveTo(window);
  }

  giveTo(page: Window): void {
    // oxlint-disable-next-line typescript/no-this-alias -- the class is one of the page, and there are two of `this`
    const centre = this;
    class Notification {
      static get permission(): NotificationPermission {
        return centre.permission;
      }

      static requestPermission(): Promise<NotificationPermission> {
        centre.asked += 1;
        centre.permission = centre.answer;
        return Promise.resolve(centre.answer);
      }

      onclick: (() => void) | undefined;
      onclose: (() => void) | undefined;
      readonly tag: string;
      #shown: Shown;

      constructor(author: string, options: NotificationOptions & { renotify?: boolean }) {
        const { body: text = '', tag = '', silent, renotify } = options;
        this.tag = tag;
        const earlier = centre.standing.find((each) => each.tag === tag);
        this.#shown = {
          author,
          text,
          tag,
          isAlert: !earlier || renotify === true,
          isSilent: silent === true,
          isStanding: true,
          click: () => this.onclick?.(),
        };
        if (centre.permission !== 'granted') return;
        if (earlier) earlier.isStanding = false;
        centre.shown.push(this.#shown);
      }

      close(): void {
        this.#shown.isStanding = false;
        this.onclose?.();
      }
    }
    lend(page, 'Notification', Notification);
  }

  get standing(): Shown[] {
    return this.shown.filter(({ isStanding }) => isStanding);
  }

  /** Everything that was shown, as `author: text`. */
  get lines(): string[] {
    return this.shown.map(({ author, text }) => `${author}: ${text}`);
  }
}

/** A browser in which pages cannot show notifications: it has none, or leaves them to service workers. */
export function withoutNotifications(how: 'none' | 'for workers', page: Window): void {
  if (how === 'none') {
    lend(page, 'Notification', undefined);
    Reflect.deleteProperty(page, 'Notification');
    return;
  }
  class Notification {
    static permission = 'default';
    constructor() {
      throw new (page as Window & typeof globalThis).TypeError(
        'Illegal constructor. Use ServiceWorkerRegistration.showNotification() instead.',
      );
    }
  }
  lend(page, 'Notification', Notification);
}

/** What pages play, one sound each time. */
export class Loudspeaker {
  /** Whether the browser lets pages sound. If not, what asks for it waits until it does. */
  isAllowed = true;
  sounds = 0;
  /** The state of each context that was made. */
  readonly contexts: { state: AudioContextState; rests: number }[] = [];
  #waiting: (() => void)[] = [];

  constructor() {
    this.giveTo(window);
  }

  allow(): void {
    this.isAllowed = true;
    for (const start of this.#waiting.splice(0)) start();
  }

  giveTo(page: Window): void {
    // oxlint-disable-next-line typescript/no-this-alias -- as above
    const loudspeaker = this;
    const through = (node: object): object => node;
    const param = {
      value: 0,
      setValueAtTime() {},
      linearRampToValueAtTime() {},
      exponentialRampToValueAtTime() {},
    };
    class AudioContext {
      state: AudioContextState = 'suspended';
      /** How often it was put to sleep. */
      rests = 0;
      readonly currentTime = 0;
      readonly destination = {};
      /** What is to sound when it runs. */
      #queue = 0;

      constructor() {
        loudspeaker.contexts.push(this);
      }

      async resume(): Promise<void> {
        if (!loudspeaker.isAllowed) await new Promise<void>((start) => loudspeaker.#waiting.push(start));
        this.state = 'running';
        loudspeaker.sounds += this.#queue;
        this.#queue = 0;
      }

      async suspend(): Promise<void> {
        this.state = 'suspended';
        this.rests += 1;
      }

      async close(): Promise<void> {
        this.state = 'closed';
      }

      createGain(): object {
        return { gain: param, connect: through };
      }

      createOscillator(): object {
        const start = (at: number): void => {
          // The first note of a sound stands for all.
          if (at > this.currentTime) return;
          if (this.state === 'running') loudspeaker.sounds += 1;
          else this.#queue += 1;
        };
        return { frequency: { ...param }, connect: through, start, stop() {} };
      }
    }
    lend(page, 'AudioContext', AudioContext);
  }
}

/** The icon of the page as an installed app. @returns what was written to it, 0 where it was cleared. */
export function lendAppIcon(): number[] {
  const written: number[] = [];
  const write = (count: number): Promise<void> => {
    written.push(count);
    return Promise.resolve();
  };
  lend(navigator, 'setAppBadge', write);
  lend(navigator, 'clearAppBadge', () => write(0));
  return written;
}
