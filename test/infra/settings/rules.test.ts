import { expect, test } from '@jest/globals';
import { type RenditionRule, renditionSettings } from '../../../functions/shared/renditions.ts';
import { readSettings } from '../../../infra/settings.ts';
import { problemsOf } from './problems-of.ts';

const face = { name: 'face', width: 64, height: 64, fit: 'cover' };
const rule = { prefix: 'uploads/avatars/', renditions: [face] };

test('a rule gives a folder renditions of its own, with what they leave out filled in', () => {
  const whole = { prefix: rule.prefix, renditions: [{ ...face, format: 'jpeg', quality: 80 }] };
  expect(readSettings({ darkroom: { rules: [rule] } }).rules).toEqual([whole]);
  expect(readSettings({ rules: JSON.stringify([rule]) }).rules).toEqual([whole]);
  expect(readSettings({}).rules).toEqual([]);
});

test.each([
  [{ ...rule, prefix: 'uploads/avatars' }, 'rules[0].prefix is "uploads/avatars": it may be a folder'],
  [{ ...rule, prefix: 'uploads//' }, 'rules[0].prefix is "uploads//": it may be a folder'],
  [{ ...rule, prefix: 'uploads/../' }, 'rules[0].prefix is "uploads/../": it may be a folder'],
  [{ ...rule, prefix: 'uploads/a\n/' }, 'rules[0].prefix is "uploads/a\\n/": it may be a folder'],
  [{ ...rule, prefix: `uploads/${'é'.repeat(96)}/` }, 'it may be a folder'],
  [{ ...rule, prefix: 'avatars/' }, 'rules[0].prefix is "avatars/": it may be a folder in uploads/, which'],
  [{ ...rule, prefix: 'uploads/' }, 'rules[0].prefix is "uploads/": it may be a folder in uploads/, which'],
  [{ renditions: [face] }, 'rules[0].prefix is undefined: it may be a folder'],
  [{ prefix: rule.prefix }, 'rules[0].renditions is undefined: it may be a list of 1 to 20'],
  [{ ...rule, renditions: [] }, 'rules[0].renditions is []: it may be a list of 1 to 20'],
  [{ ...rule, renditions: [{ name: 'a' }] }, 'rules[0].renditions[0] is {"name":"a"}: it needs a width'],
  [{ ...rule, folder: 'a' }, 'rules[0].folder is "a": a rule has no such field'],
  ['a', 'rules[0] is "a": it may be { prefix, renditions }'],
])('a rule may not be %j', (wrong, problem) => {
  expect(problemsOf({ darkroom: { rules: [wrong] } })).toEqual([expect.stringContaining(problem)]);
});

test('a folder of another uploads.prefix is no folder of photos', () => {
  const darkroom = { rules: [rule], uploads: { prefix: 'photos/' } };
  expect(problemsOf({ darkroom })).toEqual([expect.stringContaining('it may be a folder in photos/')]);
});

test('two rules may not have the same prefix, and something else is no list of rules', () => {
  expect(problemsOf({ darkroom: { rules: [rule, rule] } })).toEqual([
    expect.stringContaining('rules[0] has that prefix already'),
  ]);
  expect(problemsOf({ rules: 'avatars' })).toEqual([
    expect.stringContaining('it may be a list of at most 20'),
  ]);
});

test('more than fits into the environment of a function is refused at synth, not by the deployment', () => {
  const many = Array.from({ length: 20 }, (_, index) => ({
    prefix: `uploads/${index}${'a'.repeat(60)}/`,
    renditions: [face],
  }));
  expect(problemsOf({ darkroom: { rules: many } })).toEqual([
    expect.stringMatching(
      /^rules is .*it takes \d+ bytes of the functions' environment, where 2800 are free/,
    ),
  ]);
  expect(problemsOf({ darkroom: { rules: many.slice(0, 14) } })).toEqual([]);
});

test('the functions read the rules as they are written here', () => {
  const { renditions, rules } = readSettings({ darkroom: { rules: [rule] } });
  const theirs: readonly RenditionRule[] = rules;
  const read = renditionSettings(JSON.stringify(renditions), JSON.stringify(theirs));
  expect(read.renditionsFor('uploads/avatars/a.jpg')).toEqual(rules[0]?.renditions);
  expect(read.renditionsFor('uploads/a.jpg')).toEqual(renditions);
});
