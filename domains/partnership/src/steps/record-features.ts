import type { Step, StepContext } from '@jinqiao/business-day';
import { type FeatureName, type Features, type FeatureValue, recordFeatures } from '@jinqiao/credit';
import type { Db } from '@jinqiao/database';
import { customersDrawn, repaymentRecord } from '@jinqiao/lending';
import { customersCollected } from '@jinqiao/payments';
import { instant } from '@jinqiao/runtime';
import { CHUNK, type JointLoan } from '../context.ts';

type Person = { readonly bucket: number; readonly customerId: string };

/** Keeps how customers repay, for those to whom something happened on the day: money was collected, tried, or paid out. */
export function recordFeaturesStep(joint: JointLoan): Step {
  return {
    name: 'features',
    run: async (context) => {
      await recordAll(joint, context, 'collected', customersCollected);
      await recordAll(joint, context, 'drawn', customersDrawn);
    },
  };
}

type NextOf = (db: Db, on: string, after: string, limit: number) => Promise<Person[]>;

async function recordAll(joint: JointLoan, context: StepContext, what: string, next: NextOf): Promise<void> {
  for (let after = ''; ; ) {
    const people = await next(context.db, context.date, after, CHUNK);
    if (people.length === 0) return;
    await context.once(`${what} ${after}`, async (tx) => {
      const record = await repaymentRecord(tx, people);
      const known = { validFrom: context.date, recordedAt: instant(joint.clock) };
      await recordFeatures(
        tx,
        people.flatMap(({ bucket, customerId }) =>
          entriesOf(record.get(customerId) ?? {}).map(([feature, value]) => ({ bucket, subject: customerId, feature, value, ...known })),
        ),
      );
    });
    after = people.at(-1)?.customerId ?? '';
  }
}

function entriesOf(features: Features): [FeatureName, FeatureValue][] {
  return Object.entries(features) as [FeatureName, FeatureValue][];
}
