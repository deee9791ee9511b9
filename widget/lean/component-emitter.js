/* What the script files have in place of @socket.io/component-emitter: what Socket.IO's client calls of it. */

export class Emitter {
  #listeners = new Map();

  on(event, listener) {
    this.#listeners.set(event, [...this.listeners(event), listener]);
    return this;
  }

  once(event, listener) {
    const once = (...args) => {
      this.off(event, once);
      listener.apply(this, args);
    };
    once.fn = listener;
    return this.on(event, once);
  }

  off(event, listener) {
    if (event === undefined) this.#listeners.clear();
    else if (listener === undefined) this.#listeners.delete(event);
    else {
      const isOther = (each) => each !== listener && each.fn !== listener;
      this.#listeners.set(event, this.listeners(event).filter(isOther));
    }
    return this;
  }

  removeListener(event, listener) {
    return this.off(event, listener);
  }

  removeAllListeners(event) {
    return this.off(event);
  }

  emit(event, ...args) {
    for (const listener of this.listeners(event)) listener.apply(this, args);
    return this;
  }

  /** What subclasses call, whose own `emit` is another. */
  emitReserved(event, ...args) {
    return Emitter.prototype.emit.call(this, event, ...args);
  }

  listeners(event) {
    return this.#listeners.get(event) ?? [];
  }

  hasListeners(event) {
    return this.listeners(event).length > 0;
  }
}
