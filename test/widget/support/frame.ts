// Other pages, each in a frame beside the test's own: with scripts and a markup that are theirs alone.
import type { RealtimeChat } from '@realtime-chat/widget';
import { filesHaveLoaded } from './files.ts';

export interface FramedPage {
  window: Window & typeof globalThis;
  document: Document;
  /** What reached the page as an error, and what its policy forbade. */
  problems: string[];
}

const frames = new Set<HTMLIFrameElement>();

afterEach(async () => {
  await Promise.all(
    [...frames].map(async (frame) => {
      if (frame.contentWindow) await filesHaveLoaded(frame.contentWindow);
      frame.remove();
    }),
  );
  frames.clear();
});

/** A page with this markup, until the test ends. */
export async function openPage(markup: string): Promise<FramedPage> {
  const frame = document.createElement('iframe');
  frame.style.cssText = 'inline-size: 400px; block-size: 600px';
  const problems: string[] = [];
  Object.assign(window, { noteProblem: (problem: string) => problems.push(problem) });
  frame.srcdoc = `<!doctype html><html lang="en"><script>{
    const { noteProblem } = parent;
    window.importAll = (urls) => Promise.allSettled(urls.map((url) => import(url)));
    addEventListener('error', ({ message }) => noteProblem(String(message)), true);
    addEventListener('unhandledrejection', ({ reason }) => noteProblem(String(reason)));
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      noteProblem(violatedDirective + ' forbids ' + blockedURI));
  }</script>${markup}`;
  const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
  frames.add(frame);
  document.body.append(frame);
  await loaded;
  const page = frame.contentWindow as (Window & typeof globalThis) | null;
  if (!page) throw new Error('The page cannot be looked into');
  return { window: page, document: page.document, problems };
}

export function chatOf({ document }: FramedPage): RealtimeChat {
  const chat = document.querySelector('realtime-chat');
  if (!chat) throw new Error('There is no chat');
  return chat;
}

/** Both script files, and how a page loads each from a folder. */
export const scriptFiles = {
  'realtime-chat.js': (url: string): string =>
    `<script type="module" src="${url}/realtime-chat.js"></script>`,
  'realtime-chat.iife.js': (url: string): string => `<script src="${url}/realtime-chat.iife.js"></script>`,
};
