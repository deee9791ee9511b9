import { css, html, nothing, type TemplateResult } from 'lit';
import type { ChatContext, ConversationHost } from '../../element/context.js';
import { icon } from '../../ui/icon/icon.js';
import { canSignInMend, signIn } from './sign-in.js';

const lock = 'M8 11V8a4 4 0 0 1 8 0v3M5.5 11h13v9h-13z';
const ban = 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM5.7 5.7l12.6 12.6';
const person = 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7.5 8.5c.7-3.7 3.6-5.5 7.5-5.5s6.8 1.8 7.5 5.5';

export const barrierStyles = css`
  [part='barrier'] {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: center;
    gap: 4px 12px;
    min-block-size: 44px;
    padding: 4px 16px;
    border-radius: var(--_radius-capsule);
    background: var(--_raised);
    color: var(--_muted);
    overflow: auto;
  }
  [part='barrier'] p {
    /* Beside the icon, also where it is wrapped. */
    max-inline-size: calc(100% - 32px);
    margin: 0;
    overflow-wrap: anywhere;
  }
  [part='barrier'] button {
    border-radius: max(0px, var(--_radius-capsule) - 4px);
  }
  @media (forced-colors: active) {
    [part='barrier'] {
      border: 1px solid;
    }
  }
`;

/** Stands in place of the composer while nothing that the person writes could be sent. Their draft comes back with it. */
export function barrier(host: ConversationHost, context: ChatContext): TemplateResult | undefined {
  const found = reason(context);
  if (!found) return undefined;
  const [code, path] = found;
  return html`<div part="composer">
    <div part="barrier">${icon(path)}<p>${context.problemText(code)}</p>${signIn(host, context) ?? nothing}</div>
  </div>`;
}

/** Whether the reader can write now. Only then can a message be answered or edited. */
export function canWrite(context: ChatContext): boolean {
  return !context.isReadonly && !reason(context);
}

/** Why the person cannot write, by its error code, and its icon. */
function reason({ room }: ChatContext): [code: string, path: string] | undefined {
  const { problem, restriction } = room ?? {};
  if (room?.status === 'refused' && problem) {
    if (problem.code === 'banned') return ['banned', ban];
    if (canSignInMend(problem)) return [problem.reason === 'expired' ? 'expired' : problem.code, person];
  }
  return restriction && [restriction, restriction === 'muted' ? ban : lock];
}
