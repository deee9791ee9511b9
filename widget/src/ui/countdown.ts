import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Renders the host again at each full second, for as long as there is time left. */
export class Countdown implements ReactiveController {
  #host: ReactiveControllerHost;
  #left: () => number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param left returns the milliseconds that are left; 0 or less if there is nothing to count */
  constructor(host: ReactiveControllerHost, left: () => number) {
    this.#host = host;
    this.#left = left;
    host.addController(this);
  }

  /** The full seconds that are left, rounded up. */
  get seconds(): number {
    return Math.max(0, Math.ceil(this.#left() / 1000));
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  hostUpdated(): void {
    const left = this.#left();
    if (left <= 0) return;
    this.#timer ??= setTimeout(
      () => {
        this.#timer = undefined;
        this.#host.requestUpdate();
      },
      left % 1000 || 1000,
    );
  }
}
