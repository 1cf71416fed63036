import type { Purse } from '@jinqiao/server';
import type { RtpMode } from '@jinqiao/wealth';
import type { Installation } from '../installation.ts';
import { runWorker } from './run-worker.ts';

/** @returns how many points the worker passed; undefined where it was killed. @throws Error where it failed otherwise. */
export function runFundWorker(
  installation: Installation,
  purse: Purse,
  job: 'buy' | 'redeem-fast' | RtpMode | 'finish',
  killAt: number,
): Promise<number | undefined> {
  return runWorker(installation, './fund-worker.ts', [job, JSON.stringify(purse), String(killAt)]);
}
