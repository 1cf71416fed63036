/** Personal data sealed at rest: data keys wrapped by a master key, digests to find by, and keys that change without a pause. */
export { vaultFault } from './errors.ts';
export { type DataKey, type KeyRing, type KeyRingOptions, openKeyRing, type Purpose } from './key-ring.ts';
export { localMasterKeys, type MasterKeys } from './master-keys.ts';
export { type Indexed, placeOf, type ResealOptions, reseal, type SealedTable } from './reseal.ts';
export type { SealAlgorithm } from './sealing.ts';
