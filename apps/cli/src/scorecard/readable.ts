import type { Excluded, Measures, Scorecard, TrainedModel } from '@jinqiao/scorecard';

const WHY: Readonly<Record<Excluded, string>> = {
  identifies: 'identifies the row',
  'by-hand': 'said so',
  protected: 'protected',
  time: 'says when, not who',
  performance: 'known only while the loan was repaid',
  decision: 'made by the lender’s own decision on the application',
  funding: 'known only when the loan was funded',
  'names-rows': 'names nearly every row',
  date: 'is a date',
  'counts-rows': 'counts the rows',
};

const percent = (share: number) => `${(share * 100).toFixed(2)}%`.padStart(8);
const three = (value: number | null) => (value === null ? '-' : value.toFixed(4)).padStart(8);

/** A trained card as a person reads it on a terminal. */
export function readableModel({ card, modelCard }: TrainedModel, seconds: number): string {
  const { data, training, characteristics, dropped, notes, cutOff } = modelCard;
  return [
    `${card.name}, version ${card.version}: ${data.source}, target ${data.target}, bad is ${data.bad}; ${seconds} s`,
    `trained on ${training.rows} rows with ${training.bads} bads: AUC ${training.auc.toFixed(4)}, KS ${training.ks.toFixed(4)}`,
    '',
    ...characteristics.map(({ feature, iv, bins }) => `${feature.padEnd(44)} IV ${iv.toFixed(3)}  points ${bins.map(({ points }) => points).join(' ')}`),
    ...dropped.map(({ feature, iv, why }) => `${feature.padEnd(44)} IV ${iv.toFixed(3)}  dropped: ${why}`),
    ...data.excluded.map(({ column, why }) => `${column.padEnd(44)} left out: ${WHY[why]}`),
    '',
    ...measureLines(modelCard),
    '',
    `Approved at ${cutOff} points or more. What the data can and cannot support:`,
    ...notes.map(({ verdict, en }) => `${verdict === 'supports' ? '+' : '-'} ${en}`),
    '',
  ].join('\n');
}

/** What a card is worth on other rows. */
export function readableMeasures(card: Scorecard, measures: Measures, usedForTraining: number): string {
  const held = usedForTraining > 0 ? `; ${usedForTraining} rows that it was trained on are left out` : '';
  return [`${card.name}, version ${card.version}${held}`, ...measureLines(measures), ''].join('\n');
}

function measureLines({ validation, psi, fairness }: Measures): string[] {
  const { rows, bads, auc, aucLow, aucHigh, ks, gini, brier, deciles } = validation;
  return [
    `measured on ${rows} rows with ${bads} bads: AUC ${auc.toFixed(4)} (${aucLow.toFixed(4)} to ${aucHigh.toFixed(4)}), KS ${ks.toFixed(4)}, Gini ${gini.toFixed(4)}, Brier ${brier.toFixed(4)}, PSI ${three(psi.score).trim()}`,
    'decile      scores        rows    bads predicted observed',
    ...deciles.map(
      (group, at) =>
        `${String(at + 1).padStart(6)} ${`${group.from} to ${group.to}`.padStart(14)} ${String(group.rows).padStart(8)} ${String(group.bads).padStart(7)}  ${percent(group.predicted)} ${percent(group.observed)}`,
    ),
    ...(fairness.length > 0 ? ['group            rows  bad rate  mean PD approved ratio to best     AUC'] : []),
    ...fairness.map(
      (row) =>
        `${`${row.attribute} ${row.group}`.padEnd(13)} ${String(row.rows).padStart(7)}  ${percent(row.badRate)} ${percent(row.meanPd)} ${percent(row.approvalRate)}      ${three(row.ratio)} ${three(row.auc)}`,
    ),
  ];
}
