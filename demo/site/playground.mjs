import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './pages.mjs';

/** The languages of the element by their own names; English needs no file. */
function languages() {
  const files = readdirSync(join(root, 'widget/src/i18n/locales')).map((file) => file.replace('.ts', ''));
  const tags = ['en', ...files.filter((tag) => !tag.startsWith('en') && !tag.includes('-x-'))];
  return tags
    .map((tag) => ({ tag, name: new Intl.DisplayNames(tag, { type: 'language' }).of(tag) ?? tag }))
    .sort((one, other) => one.name.localeCompare(other.name, 'en'));
}

/** What the playground's script finds: the choices, the stage and the snippet. */
export function playground() {
  const option = (/** @type {{ tag: string, name: string }} */ { tag, name }) =>
    `<option value="${tag}">${name}</option>`;
  return `<div class="playground">
      <section class="stage" aria-label="The chat">
        <div id="stage"><noscript>The chat needs JavaScript, which is switched off here.</noscript></div>
        <p id="hint" hidden>The launcher is in the corner of this window.</p>
      </section>
      <form id="choices" aria-label="Choices">
        <fieldset class="themes"><legend>Theme</legend></fieldset>
        <fieldset class="segments">
          <legend>Layout</legend>
          <div>
          <label><input class="unseen" type="radio" name="layout" value="inline" checked />Inline</label>
          <label><input class="unseen" type="radio" name="layout" value="launcher" />Launcher</label>
          </div>
        </fieldset>
        <fieldset class="segments">
          <legend>Conversation</legend>
          <div>
          <label><input class="unseen" type="radio" name="talk" value="played" checked />Played here</label>
          <label><input class="unseen" type="radio" name="talk" value="live" />Live</label>
          </div>
        </fieldset>
        <label class="field">Heading<input name="heading" value="Team chat" maxlength="64" autocomplete="off" /></label>
        <label class="field">Room<input name="room" value="lobby" maxlength="128" autocomplete="off" spellcheck="false" /></label>
        <label class="field">Language<select name="lang"><option value="">As the page</option>${languages().map(option).join('')}</select></label>
        <fieldset class="checks">
          <legend>More</legend>
          <label><input type="checkbox" name="readonly" />Only reading</label>
          <label><input type="checkbox" name="sound" />Sound</label>
          <label><input type="checkbox" name="notifications" />Notifications</label>
        </fieldset>
      </form>
      <section class="snippet" aria-labelledby="lines">
        <div class="bar">
          <h2 id="lines">Put it on your page</h2>
          <span id="copied" role="status"></span>
          <button id="copy" type="button">Copy</button>
        </div>
        <pre><code id="snippet" translate="no"></code></pre>
      </section>
    </div>`;
}
