/*
 * Changes to the relay's compiled code that take one of its safeguards away, or break its store. They are made while
 * it loads, so nothing of them is in what is shipped. Each must find its place exactly once: when the code has
 * changed, it fails instead of changing nothing.
 */

/** @type {Record<string, { file: string, place: RegExp, by: string, before?: string }>} */
export const alterations = {
  'store twice what is sent twice': {
    file: 'log/store-rules.js',
    place: /if \(known\)/g,
    by: 'if (known && false)',
  },
  'acknowledge before the commit': {
    file: 'messages/send-message.js',
    place: /const append = \(\) => log\.append\(name, \{ \.\.\.draft, verified \}\);/g,
    by: `const append = async () => {
      const { epoch, head } = await log.extent(name);
      setTimeout(() => void log.append(name, { ...draft, verified }).catch(() => {}), 100);
      return { epoch, seq: head + 1, time: Date.now(), duplicate: false };
    };`,
  },
  'lose every fifth edit': {
    file: 'handlers/messages.js',
    before: 'let edits = 0;',
    place: /const result = await \(isKnown \? append\(\) : withWriteCheck\([^)]*'edit', append\)\);/g,
    by: `if (++edits % 5 === 0) {
        const { epoch, head } = await log.extent(room);
        return reply({ epoch, seq: head + 1, time: Date.now() });
      }
      $&`,
  },
  // All of them: a single one that is lost may be followed by another about the same, which hides it.
  'lose restrictions': {
    file: 'moderation/moderation.js',
    place: /else\s+await this\.#restrict\(room, draft, details\);/g,
    by: '',
  },
  'keep what was replaced': {
    file: 'log/fold.js',
    place: /stale: isReplaced \? textIn : undefined/g,
    by: 'stale: undefined',
  },
  'let in without what came meanwhile': {
    file: 'rooms/room-registry.js',
    place: /while \(missed\.head < room\.sent \|\|/g,
    by: 'while (false ||',
  },
  // By the place that they will have if no other node appends meanwhile.
  'publish before appending': {
    file: 'log/redis/append.js',
    place: /const script = writes\.forScript\(keys\.room\(room\), mode\);/g,
    by: `$&
      if (mode.publish) {
        const { head } = await reachOf({ client, keys }, room);
        const entries = writes.published.map((entry) => ({ ...entry, seq: realSeq(entry.seq, head), time: Date.now() }));
        const text = mode.epoch + ' ' + (head + 1) + ' ' + JSON.stringify(entries);
        await client.call(mode.publish, keys.room(room).channel, text);
      }`,
  },
  'miss the subscriptions': {
    file: 'log/redis/feed/channels.js',
    place: /async #subscribe\(channel, held\) \{/g,
    by: `$&
      held.isOpen = true;
      return;`,
  },
  'keep restrictions to itself': {
    file: 'moderation/restriction-store.js',
    place: /await all\.#copy\.open\(\);/g,
    by: '',
  },
  // Slowly, since a kill has to fall into the time between.
  'store the record before the bytes': {
    file: 'files/file-records.js',
    place:
      /await this\.uses\.add\(record\.hash, id, put\);(?<rest>[^]*?)(?<end>this\.onChange\(record, 'added'\);)/g,
    by: `$<rest>
        await new Promise((resolve) => setTimeout(resolve, 300));
        await this.uses.add(record.hash, id, put);
        $<end>`,
  },
  'give files to a message after it is stored': {
    file: 'messages/send-message.js',
    place: /const giveBack = await takeFiles\(context, place, files\);(?<rest>[^]*?)(?<end>if \(!result\))/g,
    by: `let giveBack = async () => {};
        $<rest>
        giveBack = await takeFiles(context, place, files).catch(() => giveBack);
        $<end>`,
  },
  'give files to no message': {
    file: 'messages/attached-files.js',
    place: /if \(!files\)\s+return async/g,
    by: 'return async',
  },
  'note the place of no file': {
    file: 'files/removal/committed-files.js',
    place: /await this\.#records\.settle\(id, room, seq\);/g,
    by: '',
  },
  // Not a sabotage by itself: a store on another machine is as slow. The embedded one reads in no time.
  'read the log slowly': {
    file: 'rooms/catch-up.js',
    place: /return \{ \.\.\.extent, messages: await pages\.read\((.*?)\) \};/g,
    by: `const messages = await pages.read($1);
      await new Promise((resolve) => setTimeout(resolve, 30));
      return { ...extent, messages };`,
  },
  'fail to store on SIGUSR2': {
    file: 'log/lmdb/lmdb-log.js',
    before: `const stages = ['before the commit', 'after the commit', 'no more'];
      let stage = 'no more';
      process.on('SIGUSR2', () => {
        stage = stages.shift() ?? 'no more';
        process.stderr.write('The store fails: ' + stage + '\\n');
      });
      const failing = (when) => {
        if (stage === when) throw new Error('a failure was put here');
      };`,
    place: /(?<commit>async #commit\(batch, late\) \{)(?<body>[^]*?)(?<end>return outcomes;)/g,
    by: `$<commit>
      failing('before the commit');
      $<body>
      failing('after the commit');
      $<end>`,
  },
};
