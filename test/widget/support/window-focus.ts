import { expect } from '@open-wc/testing';

// A Tab beyond the last element of a page gives the focus to the browser's own controls. They keep it, also for the pages that
// the browser process shows later, and Firefox sends these no focus events. So the test that gives it away fails, not others.
let hadFocus = false;

before(() => {
  hadFocus = document.hasFocus();
});

afterEach(function () {
  if (!hadFocus || document.hasFocus()) return;
  // A frame that was removed may have had the focus. This takes it back, which it cannot do from the controls of the browser.
  window.focus();
  expect(document.hasFocus(), `the focus is in the page after “${this.currentTest?.title}”`).to.be.true;
});
