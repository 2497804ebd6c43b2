import { describe, expect, test } from '@jest/globals';
import type { Photo, PhotoStatus } from '../../../../local/console/api.ts';
import { Listing } from '../../../../local/page/photos/listing.ts';
import { Store } from '../../../../local/page/store.ts';
import { about, countsOf, photo, statusOf } from '../scenes.ts';

/** A server with so many photos, the newest with the highest number. */
function serverWith(count: number) {
  const photos = Array.from({ length: count }, (_, n) => photo(n, { status: statusOf(n) })).reverse();
  const asked: string[] = [];
  return {
    photos,
    asked,
    snapshot: () => ({
      about: about(),
      counts: countsOf(photos),
      photos: photos.slice(0, 100),
      photosInAll: photos.length,
      notices: [],
      failNext: false,
      alarms: [],
    }),
    async page(before: string | undefined, show: PhotoStatus | undefined): Promise<readonly Photo[]> {
      asked.push(`${before} ${show}`);
      const from = before === undefined ? 0 : photos.findIndex(({ id }) => id === before) + 1;
      return photos
        .slice(from)
        .filter(({ status }) => !show || status === show)
        .slice(0, 100);
    },
  };
}

function listingOf(server: ReturnType<typeof serverWith>) {
  const store = new Store(() => {});
  const listing = new Listing(store, server.page);
  const connect = (show?: PhotoStatus, inSight = 0) => {
    const snapshot = server.snapshot();
    store.takeSnapshot(snapshot);
    return listing.restart(snapshot.photos, show, inSight);
  };
  return { store, listing, connect };
}

describe('photos by the hundred', () => {
  test('every photo is seen once, newest first, whatever the number of pages', async () => {
    const server = serverWith(431);
    const { listing, connect } = listingOf(server);
    await connect();
    while (listing.hasMore(undefined)) await listing.more(undefined);
    expect(listing.photos(undefined).map(({ id }) => id)).toEqual(server.photos.map(({ id }) => id));
    expect(server.asked).toHaveLength(4);
  });

  test('a filter has pages of its own, and shows nothing below its last one', async () => {
    const server = serverWith(2_000);
    const { listing, connect } = listingOf(server);
    await connect();
    await listing.more('failed');
    const failed = server.photos.filter(({ status }) => status === 'failed').map(({ id }) => id);
    expect(listing.photos('failed').map(({ id }) => id)).toEqual(failed);
    expect(listing.hasMore('failed')).toBe(false);
    expect(listing.photos(undefined)).toHaveLength(100);
    expect(listing.hasMore(undefined)).toBe(true);
  });

  test('an old photo that changes does not jump over those that are not loaded', async () => {
    const server = serverWith(300);
    const { store, listing, connect } = listingOf(server);
    await connect();
    store.takeChange({ photos: [photo(5, { status: 'failed' })] });
    expect(listing.photos(undefined)).toHaveLength(100);
    expect(store.photo(photo(5).id)?.status).toBe('failed');
  });

  test('a new photo stands first, also before the last page is known', async () => {
    const server = serverWith(300);
    const { store, listing, connect } = listingOf(server);
    await connect();
    store.takeChange({ photos: [photo(900)], photosInAll: 301 });
    expect(listing.photos(undefined)[0]?.id).toBe(photo(900).id);
    expect(listing.photos(undefined)).toHaveLength(101);
  });

  test('after a lost connection as many are in sight as before, those that are gone are not', async () => {
    const server = serverWith(450);
    const { listing, connect } = listingOf(server);
    await connect();
    await listing.more(undefined);
    await listing.more(undefined);
    const [gone] = server.photos.splice(150, 1);
    const reconnected = connect(undefined, 300);
    expect(listing.photos(undefined)).toHaveLength(300);
    await reconnected;
    const ids = listing.photos(undefined).map(({ id }) => id);
    expect(ids).toEqual(server.photos.slice(0, 300).map(({ id }) => id));
    expect(ids).not.toContain(gone?.id);
  });

  test('a connection that is lost again meanwhile does not drop what the next one tells', async () => {
    const server = serverWith(450);
    const { listing, connect } = listingOf(server);
    await connect();
    await listing.more(undefined);
    await Promise.all([connect(undefined, 200), connect(undefined, 200)]);
    expect(listing.photos(undefined)).toHaveLength(200);
  });

  test('two requests for more are one', async () => {
    const server = serverWith(450);
    const { listing, connect } = listingOf(server);
    await connect();
    await Promise.all([listing.more(undefined), listing.more(undefined)]);
    expect(server.asked).toHaveLength(1);
  });

  test('a page that fails can be asked for again', async () => {
    const server = serverWith(150);
    const store = new Store(() => {});
    let fails = 1;
    const listing = new Listing(store, (before, show) =>
      fails-- > 0 ? Promise.reject(new Error('gone')) : server.page(before, show),
    );
    const snapshot = server.snapshot();
    store.takeSnapshot(snapshot);
    await listing.restart(snapshot.photos, undefined, 0);
    await expect(listing.more(undefined)).rejects.toThrow('gone');
    await listing.more(undefined);
    expect(listing.photos(undefined)).toHaveLength(150);
  });
});
