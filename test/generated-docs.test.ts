import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pagesWithTables, withTables } from '../docs.mjs';

for (const page of pagesWithTables)
  test(`the tables of ${page} agree with the code (npm run docs writes them)`, () => {
    const text = readFileSync(join(import.meta.dirname, '..', page), 'utf8');
    assert.ok(text === withTables(page), `run npm run docs, and look at what it changes in ${page}`);
  });
