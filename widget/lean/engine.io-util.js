// Engine.IO's, for text in browsers whose timers are their own.
export const installTimerFunctions = (owner) => {
  owner.setTimeoutFn = setTimeout.bind(globalThis);
  owner.clearTimeoutFn = clearTimeout.bind(globalThis);
};

export const byteLength = (text) => new TextEncoder().encode(text).length;

export const randomString = () => Date.now().toString(36).slice(3) + Math.random().toString(36).slice(2, 5);

// Nothing here asks for it; what Engine.IO exports has to be there.
export const pick = undefined;
