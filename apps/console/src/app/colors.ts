/** One meaning, one colour, on every page and chart. Text colours keep a contrast of at least 4.5:1 on white. */
export const colors = {
  primary: '#1f4f93',
  link: '#1d5bb0',
  night: '#12233f',
  gold: '#b07a1e',
  ground: '#f3f5f9',
  line: '#e4e9f1',
  ink: '#17233a',
  inkSoft: '#56637b',
  inkFaint: '#69758c',
  good: '#237a4b',
  warn: '#a05a00',
  bad: '#bd3124',
} as const;

/** What each series is drawn in. */
export const series = {
  outstanding: '#2f65b0',
  overdue: '#c8432f',
  margin: '#b07a1e',
  marginBand: '#eadfc6',
  limit: '#5c6880',
  principal: '#8fb4e3',
  interest: '#5c6f92',
  customer: '#5c6f92',
  bank: '#1f8a83',
  fees: '#8467ad',
  net: '#2f65b0',
  recovered: '#3f9160',
  collected: '#3f9160',
  failed: '#c8432f',
} as const;

/** Delinquency from current to loss; also the cohorts of a vintage chart from newest to oldest use `cohorts`. */
export const buckets = ['#3f9160', '#e0b040', '#dd8f2d', '#d66a29', '#c8432f', '#a92f2a', '#862428', '#5f1b22'] as const;
export const cohorts = ['#2f65b0', '#1f8a83', '#b07a1e', '#8467ad', '#c8432f', '#8a94a6'] as const;
