import type { Page } from 'playwright-core';

/** All that a chat draws. What is not among these came from somebody's words. */
const tags =
  'a article aside b bdi blockquote button code datalist del div em fieldset footer form h1 h2 h3 header hr i input label legend li main mark ' +
  'nav ol option p path pre section slot small span strong style sub sup svg textarea time ul';

const attributes =
  'autocapitalize autocomplete autocorrect cols class d datetime dir disabled enterkeyhint for height hidden href id inert inputmode lang list ' +
  'max maxlength min multiple name part placeholder popover rel required role rows slot spellcheck start style tabindex target title translate type value viewbox width';

/** What the chat draws only for files, and where. */
const places = '[part="files"], [part="attachments"], [part="lightbox"]';
const fileTags = 'audio canvas dialog img progress video';
const fileAttributes =
  'alt autocomplete autofocus controls decoding download draggable open playsinline preload referrerpolicy src';
/** A file that is served, and one that is still in the page. */
const fileAddress =
  /^(http:\/\/localhost:\d+\/files\/[\w-]+\/[^/?#]*\?key=key(&download)?|blob:http:\/\/[\w.:]+\/[\w-]+)$/;

/** @returns each element and attribute in the chat's shadow root that is not meant to be there, or leads elsewhere */
export function strangers(page: Page): Promise<string[]> {
  return page.evaluate(
    ([tags, attributes, places, fileTags, fileAttributes, addressPattern]) => {
      const fileAddress = new RegExp(addressPattern);
      const found: string[] = [];
      const root = document.querySelector('realtime-chat')?.shadowRoot;
      if (!root) return ['no chat'];
      for (const element of root.querySelectorAll('*')) {
        const isOfFiles = element.closest(places) !== null;
        const isKnown =
          tags.includes(element.localName) || (isOfFiles && fileTags.includes(element.localName));
        if (!isKnown) found.push(element.localName);
        for (const { name, value } of [...element.attributes].sort((a, b) => a.name.localeCompare(b.name))) {
          const isMeant =
            attributes.includes(name.toLowerCase()) ||
            /^(aria|data)-[a-z-]+$/.test(name) ||
            (isOfFiles && fileAttributes.includes(name));
          if (!isMeant) found.push(`${element.localName} ${name}`);
          // The chat itself sets colours and sizes by script; nobody's words may.
          if (name === 'style' && /url|expression|import|[<>]/i.test(value))
            found.push(`${element.localName} style=${value}`);
          if (isOfFiles && name === 'src' && !fileAddress.test(value))
            found.push(`${element.localName} src=${value}`);
          if (
            name === 'href' &&
            !/^(https?:\/\/|mailto:)/.test(value) &&
            !(isOfFiles && fileAddress.test(value))
          )
            found.push(`${element.localName} href=${value}`);
        }
      }
      return found;
    },
    [
      tags.split(' '),
      attributes.split(' '),
      places,
      fileTags.split(' '),
      fileAttributes.split(' '),
      fileAddress.source,
    ] as const,
  );
}
