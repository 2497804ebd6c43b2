import { plan } from '../../../functions/resize/plan.ts';
import { outcomesPrefix, renditionKey, thumbnailsPrefix } from '../../../functions/shared/keys.ts';
import { isUnfollowed } from './deletions.ts';
import { outlivesItsWriter } from './excuses.ts';
import type { Settings } from './index.ts';
import type { Picture } from './ledger.ts';
import type { Photo, PhotoEnd } from './photos.ts';
import type { StoredRendition, World } from './world.ts';

/** A colour comes out of the encoders a little different. */
const colourTolerance = 14;

export function wantedRenditions(key: string, { uploadsPrefix, renditions }: Settings): string[] {
  return renditions.renditionsFor(key).map((each) => renditionKey(key, uploadsPrefix, each));
}

/** None is torn, none is of another upload than the newest that was made, and nothing is left of what was deleted. */
export function problemsOfRenditions(
  photos: ReadonlyMap<string, Photo>,
  ends: readonly PhotoEnd[],
  world: World,
  settings: Settings,
): string[] {
  const endOf = new Map(ends.map(({ versionId, end }) => [versionId, end]));
  const newestOf = new Map(
    [...photos.values()].flatMap((photo) => (photo.standing === 'newest' ? [[photo.key, photo]] : [])),
  );
  return [
    ...world.renditions.flatMap((rendition) => [...torn(rendition), ...misplaced(rendition)]),
    ...world.records.flatMap(({ key, versionId }) => {
      const gone = photos.get(versionId)?.standing === 'deleted';
      return gone && !isExcused(key)
        ? [`deleted, and ${outcomesPrefix}${key}.json is left of it: ${key}`]
        : [];
    }),
  ];

  /** What is deleted leaves nothing, unless a write of it came after all, or its deletion waits for an operator. */
  function isExcused(key: string): boolean {
    return outlivesItsWriter(key, world) || isUnfollowed(key, world);
  }

  function misplaced(rendition: StoredRendition): string[] {
    const photo = photos.get(rendition.provenance?.versionId ?? '');
    const place = rendition.key;
    if (photo === undefined) return [`made from no upload that there is: ${place}`];
    const { key, etag, standing, sent } = photo;
    const index = wantedRenditions(key, settings).indexOf(place);
    if (index < 0) return [`not where a rendition of ${key} belongs: ${place}`];
    if (rendition.provenance?.etag !== etag) return [`its metadata has the ETag of another upload: ${place}`];
    const told = photo.notices.some(({ status }) => status === 'done');
    const newest = newestOf.get(key);
    if (standing === 'deleted' && !isExcused(key)) return [`deleted, and ${place} is left of it: ${key}`];
    if (
      standing === 'overwritten' &&
      (!(told || outlivesItsWriter(key, world)) ||
        newest === undefined ||
        endOf.get(newest.versionId)?.endsWith('done'))
    ) {
      return [`of an older upload than the newest: ${place}`];
    }
    return sent?.picture === undefined ? [] : unlike(rendition, sent.picture, key, index);
  }

  function unlike(
    { key: place, picture }: StoredRendition,
    of: Picture,
    key: string,
    index: number,
  ): string[] {
    if ('broken' in picture) return [];
    const [planned] = plan(of, settings.renditions.renditionsFor(key).slice(index, index + 1));
    const { width, height } = planned?.canvas ?? of;
    if (picture.width !== width || picture.height !== height) {
      return [`${picture.width} x ${picture.height} where ${width} x ${height} was to be: ${place}`];
    }
    const off = picture.colour.some(
      (value, channel) => Math.abs(value - (of.colour[channel] ?? 0)) > colourTolerance,
    );
    return off ? [`shows another picture (${picture.colour}, not ${of.colour}): ${place}`] : [];
  }
}

function torn({ key, etag, md5, said, picture, stamped }: StoredRendition): string[] {
  if ('broken' in picture) return [`torn, ${picture.broken}: ${key}`];
  if (md5 !== etag) return [`its bytes are not those of its ETag: ${key}`];
  if (!stamped) return [`its stamp is of another upload than its metadata: ${key}`];
  if (said.width !== picture.width || said.height !== picture.height) {
    return [
      `its metadata says ${said.width} x ${said.height}, it is ${picture.width} x ${picture.height}: ${key}`,
    ];
  }
  return key.startsWith(thumbnailsPrefix) ? [] : [`outside of ${thumbnailsPrefix}: ${key}`];
}
