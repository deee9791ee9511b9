import { css, html, nothing, type TemplateResult } from 'lit';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import { arrowUp, smile } from '../composer/composer-template.js';
import { chatStyles } from '../element/styles/chat-styles.js';
import type { Words } from '../i18n/words.js';
import { messageStyles } from '../timeline/message/message-styles.js';
import { icon } from '../ui/icon/icon.js';

/** Those of the first load, without the styles of messages. */
const styles = [
  ...chatStyles.filter((style) => style !== messageStyles),
  css`
    /* It has its place in the header, but says nothing as long as no script connects. */
    [part='status'] {
      visibility: hidden;
    }
    [part='banner'] {
      display: none;
    }
    @media (scripting: none) {
      [part='banner'] {
        display: block;
      }
    }
  `,
].map(({ cssText }) => cssText.replace(/\/\*.*?\*\/|\s+/gs, ' '));

/** Stays in the shadow root. The outlines are there already, and the first render in the browser does not let them appear again. */
const lastingStyle = '<style>section [part=skeleton] { animation: none }</style>';

interface SkeletonProps {
  words: Words;
  /** The direction of the language, if the element does not set one. */
  direction: 'rtl' | undefined;
  heading: string;
  hasComposer: boolean;
  hasNameField: boolean;
}

/**
 * Takes the places of what `chatTemplate` renders first, so that nothing moves when that replaces it. The element removes the section
 * (see `RealtimeChat.update`), styles included. Without scripts, the page's own words in the element are shown.
 */
export function skeleton(props: SkeletonProps): TemplateResult {
  const { words, direction, heading } = props;
  return html`<section part="panel" translate="no" aria-label=${heading} lang=${words.language} dir=${direction ?? nothing}>
      ${unsafeHTML(`<style>${styles.join('')}</style>`)}
      <header part="header">
        <slot name="header"><h2>${heading}</h2></slot>
        <span part="status" data-status="connecting">${words.text('status.connecting')}</span>
      </header>
      <div class="above"><div part="banner" data-status="refused">${words.text('problem')} <slot></slot></div></div>
      <div part="content"><div part="skeleton"><i></i><i></i><i></i></div></div>
      <div part="typing"></div>
      ${props.hasComposer ? composerSkeleton(props) : nothing}
      <slot name="footer"></slot>
    </section>
    ${unsafeHTML(lastingStyle)}`;
}

/** Inert, because nothing would happen to a text that is typed before the script runs. */
function composerSkeleton({ words, hasNameField }: SkeletonProps): TemplateResult {
  return html`<div part="composer" inert>
    <div class="capsule">
      ${hasNameField ? html`<input part="name" dir="auto" placeholder=${words.text('name')} />` : nothing}
      <div class="line">
        <slot name="composer-start"></slot>
        <div class="text" data-empty>
          <textarea part="field" rows="1" dir="auto" placeholder=${words.text('field')}></textarea>
        </div>
        <button type="button" part="emoji">${icon(smile)}</button>
        <slot name="composer-end"></slot>
        <button type="button" part="send">${icon(arrowUp)}</button>
      </div>
    </div>
  </div>`;
}
