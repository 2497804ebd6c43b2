// Forked to tell the most memory that it had.
import { peakBytes } from '../../../local/lambda/peak-memory.ts';

process.send?.(peakBytes());
