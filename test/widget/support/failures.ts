// The test runner clones a failure in order to send it. What was compared may be an element, an animation or a function, which
// cannot be cloned: then nothing would be sent, and the runner would wait for the page until its time is over.
afterEach(function () {
  const failure: (Error & { actual?: unknown; expected?: unknown }) | undefined = this.currentTest?.err;
  if (!failure) return;
  for (const side of ['actual', 'expected'] as const) {
    try {
      structuredClone(failure[side]);
    } catch {
      failure[side] = String(failure[side]);
    }
  }
});
