import { trainedModel } from '../../../test/trained-model.ts';

type Expected = readonly [status: number, code: string, says?: string];
type Makers<Bad> = {
  readonly post: (name: string, as: string, path: string, body: unknown, expected: Expected) => Bad;
  readonly reading: (name: string, path: string, expected: Expected) => Bad;
  readonly invalid: (says?: string) => Expected;
  readonly on: string;
  readonly open: string;
};

const SAMPLE = 'joint-loan-sample';

/** Requests about models and their deployments that must be refused. */
export function modelCases<Bad>({ post, reading, invalid, on, open }: Makers<Bad>): Bad[] {
  const model = trainedModel('bad-input', '1');
  const { card, modelCard } = model;
  const register = (name: string, body: unknown, expected: Expected) => post(name, 'risk', '/models', body, expected);
  const deploy = (name: string, change: object, expected: Expected, of = SAMPLE) =>
    post(name, 'risk', `/models/${of}/deployments`, { version: '1', from: open, reason: 'a good reason', ...change }, expected);
  const [first, ...others] = card.characteristics;
  const withBins = (bins: readonly object[]) => ({ ...model, card: { ...card, characteristics: [{ ...first, bins }, ...others] } });
  return [
    register('a card without its model card', { card }, invalid('modelCard')),
    register('a model card with a field too many', { card, modelCard: { ...modelCard, praise: 'excellent' } }, invalid('praise')),
    register('a share of more than all', { card, modelCard: { ...modelCard, validation: { ...modelCard.validation, auc: 1.2 } } }, invalid('auc')),
    register('a name that cannot stand in an address', { card: { ...card, name: 'a/b' }, modelCard }, invalid('name')),
    register('half a point', { card: { ...card, base: 0.5 }, modelCard }, [422, 'SCORECARD_INVALID', 'whole numbers']),
    register(
      'bounds that fall',
      withBins([
        { below: 5, points: 1 },
        { below: 4, points: 2 },
        { below: null, points: 3 },
      ]),
      [422, 'SCORECARD_INVALID', 'rise'],
    ),
    register('bins that leave large numbers out', withBins([{ below: 5, points: 1 }]), [422, 'SCORECARD_INVALID', 'no bound']),
    register('the model card of another version', { card: { ...card, version: '2' }, modelCard }, [422, 'MODEL_CARD_OTHER', 'version 2']),
    register('points that the model card does not tell', { card: { ...card, characteristics: others }, modelCard }, [422, 'MODEL_CARD_OTHER']),
    deploy('a version that is not registered', { version: '9' }, [404, 'MODEL_UNKNOWN', 'version 9']),
    deploy('a model that does not exist', {}, [404, 'MODEL_UNKNOWN', 'nowhere'], 'nowhere'),
    deploy('a deployment from a closed day', { from: on }, [422, 'DEPLOYMENT_IN_PAST', open]),
    deploy('a deployment from a day that does not exist', { from: '2027-02-29' }, [422, 'DATE_INVALID']),
    deploy('a deployment without a reason', { reason: ' ' }, invalid('reason')),
    post('a verdict on a deployment that does not exist', 'risk', '/model-deployments/mdp_nowhere/verdict', { approve: true, reason: 'a good reason' }, [
      404,
      'DEPLOYMENT_UNKNOWN',
    ]),
    post('a verdict that says neither', 'risk', '/model-deployments/mdp_nowhere/verdict', { reason: 'a good reason' }, invalid('approve')),
    reading('a version that does not exist', `/models/${SAMPLE}/versions/9`, [404, 'MODEL_UNKNOWN', 'version 9']),
    reading('the PDF of a model that does not exist', '/models/nowhere/versions/1/pdf', [404, 'MODEL_UNKNOWN']),
  ];
}
