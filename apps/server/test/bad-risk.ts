type Expected = readonly [status: number, code: string, says?: string];

type Makers<Bad> = {
  readonly post: (name: string, as: string, path: string, body: unknown, expected: Expected) => Bad;
  readonly reading: (name: string, path: string, expected: Expected) => Bad;
  readonly invalid: (says?: string) => Expected;
  readonly cursor: (place: string) => string;
};

/** Requests about portfolio risk that must be refused. No month has been closed. */
export function riskCases<Bad>({ reading, post, invalid, cursor }: Makers<Bad>): Bad[] {
  const batch = { asOf: '2026-03-31', kind: 'freeze', grade: null, reason: 'a good reason' };
  const handIn = (name: string, change: Readonly<Record<string, unknown>>, expected: Expected) =>
    post(name, 'risk', '/risk/limit-batches', { ...batch, ...change }, expected);
  const closure = { outcome: 'watched', reason: 'a good reason' };
  return [
    reading('the portfolio before a month-end', '/risk/portfolio', [404, 'SNAPSHOT_NONE', 'close a month']),
    reading('the portfolio of a day that is no month-end', '/risk/portfolio?asOf=2026-03-02', [404, 'SNAPSHOT_NONE', '2026-03-02']),
    reading('vintages from days that are not kept', '/risk/portfolio?days=45', invalid('days')),
    reading('a part of the portfolio that is no part', '/risk/portfolio?colour=red', invalid('colour')),
    reading('contracts of a tier that does not exist', '/risk/contracts?tier=bad', invalid('tier')),
    reading('contracts of stage four', '/risk/contracts?stage=4', invalid('stage')),
    reading('alerts of a state that does not exist', '/risk/alerts?state=lost', invalid('state')),
    reading('alerts behind a cursor of another list', `/risk/alerts?cursor=${cursor('x')}`, [400, 'CURSOR_INVALID']),
    reading('an alert that does not exist', '/risk/alerts/wrn_00', [404, 'ALERT_UNKNOWN', 'wrn_00']),
    post('acknowledge an alert that does not exist', 'risk', '/risk/alerts/wrn_00/acknowledgement', {}, [404, 'ALERT_UNKNOWN', 'wrn_00']),
    post('acknowledge with a field too many', 'risk', '/risk/alerts/wrn_00/acknowledgement', { by: 'me' }, invalid('by')),
    post('close an alert that does not exist', 'risk', '/risk/alerts/wrn_00/closure', closure, [404, 'ALERT_UNKNOWN', 'wrn_00']),
    post('close an alert without saying why', 'risk', '/risk/alerts/wrn_00/closure', { outcome: 'watched' }, invalid('reason')),
    post('close an alert with an outcome of no kind', 'risk', '/risk/alerts/wrn_00/closure', { ...closure, outcome: 'fine' }, invalid('outcome')),
    reading('proposals of a kind that does not exist', '/risk/limit-proposals?kind=double', invalid('kind')),
    handIn('hand in a month-end that has no proposals', {}, [422, 'LIMIT_BATCH_EMPTY', '2026-03-31']),
    handIn('hand in a day that does not exist', { asOf: '2026-02-30' }, [422, 'DATE_INVALID', '2026-02-30']),
    handIn('hand in without a reason', { reason: '' }, invalid('reason')),
    handIn('hand in a kind that does not exist', { kind: 'double' }, invalid('kind')),
    post('decide a batch that does not exist', 'risk', '/risk/limit-batches/lmb_00/verdict', { approve: true, reason: 'a good reason' }, [
      404,
      'LIMIT_BATCH_UNKNOWN',
      'lmb_00',
    ]),
    post('decide a batch without a verdict', 'risk', '/risk/limit-batches/lmb_00/verdict', { reason: 'a good reason' }, invalid('approve')),
  ];
}
