import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { newRoom, openChat, stage } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { say, scrollTo } from './support/hands.ts';
import { Person } from './support/person.ts';
import { isSent, messageOf, part } from './support/view.ts';

/** Without a gap, so that its lines are as long as their bubble is wide. */
const words = 'abcdefghij'.repeat(12);

/** Ann's chat, in which Ben and she have said much, each with full lines. */
async function openTalk(width: number, direction: string): Promise<RealtimeChat> {
  const room = newRoom();
  const ben = await Person.enter(room, 'Ben');
  const ann = await openChat(
    { room, style: `inline-size: ${width}px; block-size: 420px` },
    stage(`direction: ${direction}`),
  );
  for (const turn of ['1', '2', '3', '4']) {
    await ben.says(`${words} ${turn} a`, `${words} ${turn} b`);
    await eventually(() => messageOf(ann, `${words} ${turn} b`));
    say(ann, `${words} ${turn} c`);
    await isSent(ann, `${words} ${turn} c`);
  }
  return ann;
}

/** Where letters are drawn in the pane. Of a run, only the first message shows its author. */
function letters(chat: RealtimeChat): DOMRect[] {
  const range = document.createRange();
  const shown = '[part~="text"], :not([data-own], [data-continued]) > [part="byline"] [part="author"]';
  return [...part(chat, 'content').querySelectorAll(shown)].flatMap((element) => {
    range.selectNodeContents(element);
    return [...range.getClientRects()];
  });
}

describe('the button to the newest message', () => {
  for (const direction of ['ltr', 'rtl'])
    it(`is over no words at any width, ${direction}`, async () => {
      const ann = await openTalk(1280, direction);
      for (const width of [1280, 900, 864, 863, 768, 400, 320]) {
        ann.style.inlineSize = `${width}px`;
        const bottom = part(ann, 'content').scrollHeight - part(ann, 'content').clientHeight;
        // Another part of a line lies at the button's height each time.
        for (let up = 150; up < 350; up += 20) {
          await scrollTo(ann, bottom - up);
          const button = await eventually(() => part(ann, 'latest').getBoundingClientRect());
          const covered = letters(ann).filter(
            ({ left, right, top, bottom: end }) =>
              left < button.right && right > button.left && top < button.bottom && end > button.top,
          );
          expect(covered.length, `${width} pixels, ${up} from the end`).to.equal(0);
          expect(button.left, `${width} pixels`).to.be.at.least(ann.getBoundingClientRect().left);
          expect(button.right, `${width} pixels`).to.be.at.most(ann.getBoundingClientRect().right);
        }
      }
    });
});
