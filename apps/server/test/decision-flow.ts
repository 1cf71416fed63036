import type { DecisionFlow } from '@jinqiao/api';

/** A flow that could be run: of an age, with a limit that came with the invitation. */
export function decisionFlowExample(): DecisionFlow {
  return {
    name: 'example-flow',
    zh: '示例',
    en: 'Example',
    steps: [
      { id: 'admission', kind: 'rules', rules: [{ code: 'PLATFORM_AGE', check: { form: 'at-least', feature: 'age', value: '21' }, effect: 'refuse' }] },
      {
        id: 'limit',
        kind: 'limit',
        bands: [],
        instead: { when: { form: 'one-of', feature: 'limitModel', values: ['suggested'] }, feature: 'suggestedLimit' },
        caps: [{ feature: 'productCap', code: 'PRODUCT_CAP' }],
        code: 'PLATFORM_SCORE',
      },
    ],
    overrides: { codes: ['PLATFORM_AGE'], maxUnits: '5000', fourEyesAboveUnits: '1000' },
    review: { unit: 'working-days', value: 1 },
  };
}
