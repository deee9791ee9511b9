/** How long an address stays after its file is needed no more, in milliseconds: what has replaced it is loaded by then. */
const lifetime = 60_000;

/** The addresses of files that are in this page and not at the relay yet. */
export class LocalUrls {
  #urls = new Map<Blob, string>();
  #timers = new Map<Blob, ReturnType<typeof setTimeout>>();

  of(data: Blob): string {
    const url = this.#urls.get(data) ?? URL.createObjectURL(data);
    this.#urls.set(data, url);
    return url;
  }

  get isEmpty(): boolean {
    return this.#urls.size === 0;
  }

  /** Lets the others go after a while. */
  keep(needed: ReadonlySet<Blob>): void {
    for (const data of this.#urls.keys()) {
      if (needed.has(data)) {
        clearTimeout(this.#timers.get(data));
        this.#timers.delete(data);
      } else if (!this.#timers.has(data)) {
        this.#timers.set(
          data,
          setTimeout(() => this.#revoke(data), lifetime),
        );
      }
    }
  }

  clear(): void {
    for (const data of this.#urls.keys()) this.#revoke(data);
  }

  #revoke(data: Blob): void {
    clearTimeout(this.#timers.get(data));
    this.#timers.delete(data);
    URL.revokeObjectURL(this.#urls.get(data) ?? '');
    this.#urls.delete(data);
  }
}
