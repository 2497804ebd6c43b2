import { longestOf } from '../worst-case.ts';
import { type BackfillDefinition, photoStates } from './definition.ts';

/** Validate Request lets no more photos into a batch. */
const mostPhotos = 50;

/** The longest that one photo of a batch can take: one of the two ways, with every try at its slowest. */
export function photoStatesLongest(definition: BackfillDefinition): number {
  const { 'Make Photo': standard, 'Make Photo Express': express } = photoStates(definition);
  return Math.max(...[standard, express].map((state) => longestOf(state ?? { Type: 'Task' })));
}

/** The longest that a batch can take, whose photos go one after the other. */
export function secondsOfBatch(definition: BackfillDefinition): number {
  const choosing = definition.States['Choose Photos'];
  return longestOf(choosing ?? { Type: 'Task' }) + mostPhotos * photoStatesLongest(definition);
}
