import { vaultFault } from './errors.ts';
import { placeMark, type SealAlgorithm, sealerOf } from './sealing.ts';

/**
 * Who wraps data keys. A key management service is another implementation of these three; the secret that wraps never
 * enters this process then.
 */
export type MasterKeys = {
  /** The id of the master key that wraps from now on. */
  readonly current: string;
  wrap(dataKeyId: string, secret: Buffer): Promise<string>;
  /** @throws Fault MASTER_KEY_UNKNOWN. */
  unwrap(masterKey: string, dataKeyId: string, wrapped: string): Promise<Buffer>;
};

/** Master keys that lie with the installation, newest last. A wrapped key is bound to the id of the data key. */
export function localMasterKeys(keys: readonly { readonly id: string; readonly secret: Buffer }[], algorithm: SealAlgorithm): MasterKeys {
  const newest = keys.at(-1);
  if (!newest) throw vaultFault('MASTER_KEY_UNKNOWN', { key: 'none' });
  const mark = (dataKeyId: string) => placeMark(`vault.data_key.wrapped/${dataKeyId}`);
  return {
    current: newest.id,
    wrap: async (dataKeyId, secret) => sealerOf(newest.id, algorithm, newest.secret).seal(secret.toString('base64url'), mark(dataKeyId)),
    unwrap: async (masterKey, dataKeyId, wrapped) => {
      const key = keys.find(({ id }) => id === masterKey);
      if (!key) throw vaultFault('MASTER_KEY_UNKNOWN', { key: masterKey });
      if (wrapped.split('.')[2] !== mark(dataKeyId)) throw vaultFault('SEALED_BROKEN');
      // A GCM initial vector has 12 bytes, a CTR one 16: the wrapped form tells by which algorithm it was made.
      const used: SealAlgorithm = (wrapped.split('.')[3] ?? '').length === 16 ? 'AES-256-GCM' : 'SM4-CTR-HMAC-SM3';
      return Buffer.from(sealerOf(masterKey, used, key.secret).open(wrapped), 'base64url');
    },
  };
}
