import type { ReactiveControllerHost } from 'lit';

/** What a button says, and what a press on it does. */
interface ConfirmedButton {
  /** Whether it asks. */
  isAsking: boolean;
  words: string;
  press: () => void;
}

/** An action that cannot be undone is confirmed by a second press on the same button, so that the focus stays there. */
export class Confirmation {
  #host: ReactiveControllerHost;
  #announce: (question: string) => void;
  /** Names the action that waits for its confirmation. */
  #asked: string | undefined;

  /** @param announce tells screen readers the question: they do not say that the name of a button has changed */
  constructor(host: ReactiveControllerHost, announce: (question: string) => void) {
    this.#host = host;
    this.#announce = announce;
  }

  /** The buttons ask anew. */
  reset(): void {
    this.#asked = undefined;
  }

  ask(key: string, question: string): void {
    this.#asked = key;
    this.#announce(question);
    this.#host.requestUpdate();
  }

  /** @param question replaces the label at the first press; without it, the first press acts */
  button(key: string, label: string, question: string | undefined, act: () => void): ConfirmedButton {
    const isAsking = question !== undefined && this.#asked === key;
    const press = (): void => {
      if (question !== undefined && !isAsking) return this.ask(key, question);
      this.reset();
      act();
      this.#host.requestUpdate();
    };
    return { isAsking, words: isAsking ? question : label, press };
  }
}
