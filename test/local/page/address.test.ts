import { describe, expect, test } from '@jest/globals';
import { hashOf, type Place, placeIn } from '../../../local/page/address.ts';

describe('the address', () => {
  test.each<Place>([
    { view: 'photos' },
    { view: 'photos', show: 'failed' },
    { view: 'photos', photo: 'uploads/a b?c#d.jpg@v1' },
    { view: 'photos', photo: '100%', show: 'done' },
    { view: 'inbox' },
    { view: 'by-hand' },
  ])('%j is found again', (place) => {
    expect(placeIn(hashOf(place))).toEqual(place);
  });

  test.each([
    '',
    '#',
    '#/',
    '#/nowhere',
    '#/photo/',
    '#/photo/%E0%A4%A',
    '#/?show=everything',
    '#/?show=toString',
  ])('%j leads to all photos', (hash) => {
    expect(placeIn(hash)).toEqual({ view: 'photos' });
  });
});
