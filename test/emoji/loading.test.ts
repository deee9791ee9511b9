import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { emojiLanguage, loadEmoji } from '../../widget/src/emoji/emoji-data.ts';
import { afterwards } from '../support/afterwards.ts';
import { listen, newRelay } from '../support/relay.ts';

test('a language without a file of its own has that of its nearest kin, and at last English', () => {
  const expected = {
    de: 'de',
    'de-AT': 'de',
    'DE-Latn-AT': 'de',
    'en-GB': 'en-gb',
    'en-US': 'en',
    'es-MX': 'es-mx',
    'pt-BR': 'pt',
    'zh-CN': 'zh',
    'zh-Hant': 'zh-hant',
    'zh-Hant-HK': 'zh-hant',
    'zh-TW': 'zh-hant',
    no: 'nb',
    'nn-NO': 'nb',
    'ar-EG': 'ar',
    'de-x-formal': 'de',
    ca: 'en',
    '': 'en',
    '../secret': 'en',
  };
  for (const [tag, language] of Object.entries(expected)) assert.equal(emojiLanguage(tag), language, tag);
  assert.equal(emojiLanguage(undefined), 'en');
});

test('the relay has the emoji in the language of the interface', async (t) => {
  const { url } = await newRelay(t);
  const nameOfFirst = async (language: string | undefined, base = url): Promise<string | undefined> =>
    (await loadEmoji(base, language)).emoji[0]?.name;
  assert.equal(await nameOfFirst('de-AT'), 'grinsendes Gesicht');
  assert.equal(await nameOfFirst('tr'), 'sırıtan yüz');
  assert.equal(await nameOfFirst('ca'), 'grinning face');
  assert.equal(await nameOfFirst(undefined, `${url}/`), 'grinning face');
});

test('a file is loaded once, however often it is asked for', async (t) => {
  const { url, asked } = await newServer(t, () => file);
  await Promise.all([loadEmoji(url, 'de'), loadEmoji(url, 'de-AT'), loadEmoji(`${url}/`, 'de')]);
  await loadEmoji(url, 'de-CH');
  assert.deepEqual(asked, ['/realtime-chat-emoji-de.json']);
});

for (const [trouble, answer] of [
  ['is not there', undefined],
  ['is no JSON', '<!doctype html>'],
  ['is no file of emoji', '{"groups":["Smileys"],"emoji":["😀"]}'],
] as const) {
  test(`a file that ${trouble} is an error, and is asked for again the next time`, async (t) => {
    const answers = [answer, file];
    const { url } = await newServer(t, () => answers.shift());
    await assert.rejects(loadEmoji(url, 'de'));
    assert.equal((await loadEmoji(url, 'de')).emoji[0]?.emoji, '😀');
  });
}

const file = JSON.stringify({
  groups: ['Smileys'],
  emoji: [['😀', 'grinning face', [], ['grinning'], 0, 1]],
});

async function newServer(
  t: Parameters<typeof afterwards>[0],
  answer: () => string | undefined,
): Promise<{ url: string; asked: (string | undefined)[] }> {
  const asked: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url);
    const body = answer();
    response.writeHead(body === undefined ? 404 : 200).end(body);
  });
  afterwards(t, () => server.close());
  return { url: await listen(server), asked };
}
