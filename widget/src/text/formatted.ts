import { html, nothing, type TemplateResult } from 'lit';
import { type Item, type MentionAt, type Node, parse } from './markdown.js';

export interface Mentions {
  lengthAt: MentionAt;
  /** Whether the name, without its `@`, is the reader's own. */
  isOwn(name: string): boolean;
}

/** What else stands in a code block. */
export interface CodeParts {
  copyButton(code: string, tabIndex: number): unknown;
}

/**
 * Renders a text with its formatting, for an element with `white-space: pre-wrap`. The text never becomes an HTML string,
 * so it cannot inject HTML.
 *
 * @param tabIndex the `tabindex` of links and code blocks
 */
export function formatted(
  text: string,
  mentions?: Mentions,
  tabIndex = 0,
  codeParts?: CodeParts,
): TemplateResult {
  return html`${all(parse(text, mentions?.lengthAt))}`;

  /** A single child is not put into an array, for which Lit would create a marker node per child. */
  function all(nodes: readonly Node[]): unknown {
    const [first, ...others] = nodes.map(one);
    return others.length > 0 ? [first, ...others] : first;
  }

  // Each template is one line, since white space between the tags would be visible.
  function one(node: Node): unknown {
    if (typeof node === 'string') return node;
    switch (node.type) {
      case 'strong':
        return html`<strong>${all(node.children)}</strong>`;
      case 'em':
        return html`<em>${all(node.children)}</em>`;
      case 'del':
        return html`<del>${all(node.children)}</del>`;
      case 'code':
        return html`<code>${node.text}</code>`;
      case 'mention':
        return html`<mark part=${mentions?.isOwn(node.text.slice(1)) ? 'mention own' : 'mention'}>${node.text}</mark>`;
      case 'link': {
        const { url, children } = node;
        const short = children[0] === url && longUrl.exec(url);
        // The tooltip shows the URL, unless the whole URL is the label.
        const title = short || children[0] !== url ? url : nothing;
        return html`<a href=${url} title=${title} tabindex=${tabIndex} target="_blank" rel="noopener noreferrer nofollow ugc">${short ? shortened(short) : all(children)}</a>`;
      }
      case 'pre':
        // The style sheet shows the language, so that no selection contains it. Code is from left to right in every script.
        return html`<div class="code" dir="ltr" data-language=${node.language || nothing}><pre tabindex=${tabIndex}><code>${node.text}</code></pre>${codeParts?.copyButton(node.text, tabIndex)}</div>`;
      case 'quote':
        return html`<blockquote>${all(node.children)}</blockquote>`;
      case 'list':
        // Set as a property, because a page's Content Security Policy may forbid style attributes.
        return node.isNumbered
          ? html`<ol .style=${`--_digits:${digitsIn(node.children)}`}>${all(node.children)}</ol>`
          : html`<ul>${all(node.children)}</ul>`;
      case 'item':
        return html`<li value=${node.number ?? nothing}>${all(node.children)}</li>`;
      case 'text':
        return all(node.children);
    }
  }
}

/**
 * Shows the host, the beginning of the path, and the last 12 characters of a long URL. The host is never shortened: a part of it
 * could look like another site's. The expression divides no letter.
 */
const longUrl = /^(?=[^]{56})(https?:\/\/[^/?#]+(?=[/?#])[^]{0,12})([^]{10,})([^]{12})$/iu;

/** The middle is out of sight, and still part of what is copied and read aloud. */
function shortened([, start, middle, end]: RegExpExecArray): TemplateResult {
  return html`${start}<span class="middle"><span>${middle}</span></span>${end}`;
}

/** The number of digits of the longest number in a list, for which the style sheet leaves room. */
function digitsIn(items: readonly Item[]): number {
  return String(Math.max(...items.map(({ number = 0 }) => number))).length;
}
