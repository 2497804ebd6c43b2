import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compareKeys, keyAfter, keyAfterPrefix } from '../../../../local/s3/store/key-order.ts';
import { type Page, rollUp, type Scan } from '../../../../local/s3/store/roll-up.ts';

const key = fc.string({
  unit: fc.constantFrom('a', 'b', '/', '\u{10ffff}', '\ud7ff', '\ue000', '😀'),
  minLength: 1,
  maxLength: 6,
});
const listing = fc.record({
  keys: fc.uniqueArray(key, { maxLength: 30 }),
  prefix: fc.string({ unit: fc.constantFrom('a', '/', '\u{10ffff}'), maxLength: 2 }),
  delimiter: fc.constantFrom('', '/', 'b/'),
  limit: fc.integer({ min: 1, max: 5 }),
});

/** What S3 says a listing is, said plainly. */
function plainly(keys: readonly string[], prefix: string, delimiter: string): string[] {
  const entries = keys
    .filter((each) => each.startsWith(prefix))
    .map((each) => {
      const at = delimiter === '' ? -1 : each.indexOf(delimiter, prefix.length);
      return at < 0 ? each : `${each.slice(0, at + delimiter.length)}…`;
    });
  return [...new Set(entries)];
}

test('all pages together are the listing, whatever the keys', () => {
  fc.assert(
    fc.property(listing, ({ keys, prefix, delimiter, limit }) => {
      const sorted = keys.toSorted(compareKeys);
      const scan: Scan<{ key: string }> = (from, upTo) =>
        sorted
          .filter((each) => compareKeys(each, from) >= 0)
          .filter((each) => typeof upTo !== 'string' || compareKeys(each, upTo) < 0)
          .map((each) => ({ key: each }));
      const found: string[] = [];
      let from: string | undefined = '';
      while (from !== undefined) {
        const page: Page<{ key: string }> = rollUp(scan, { prefix, delimiter, limit, from });
        const entries = [
          ...page.rows.map((row) => row.key),
          ...page.commonPrefixes.map((each) => `${each}…`),
        ];
        found.push(
          ...entries.sort((one, other) => compareKeys(one.replace(/…$/, ''), other.replace(/…$/, ''))),
        );
        expect(entries.length).toBeLessThanOrEqual(limit);
        if (page.last === undefined) break;
        from = 'row' in page.last ? keyAfter(page.last.row.key) : keyAfterPrefix(page.last.commonPrefix);
      }
      expect(found).toEqual(plainly(sorted, prefix, delimiter));
    }),
  );
});
