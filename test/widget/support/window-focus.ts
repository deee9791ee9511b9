import { expect } from '@open-wc/testing';

// A Tab beyond the last element of a page gives the focus to the browser's own controls. They keep it, also for the pages that
// the browser process shows later, and Firefox sends these no focus events. So the test that gives it away fails, not others.
let hadFocus = false;

before(() => {
  hadFocus = document.hasFocus();
});

afterEach(function () {
  if (hadFocus)
    expect(document.hasFocus(), `the focus is in the page after “${this.currentTest?.title}”`).to.be.true;
});
