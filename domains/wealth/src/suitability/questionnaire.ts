/** An answer that can be chosen, and what it adds to the score. */
export type Choice = { readonly zh: string; readonly en: string; readonly points: number };

/** One question; `lowest` names choices that alone put an investor into the lowest class, whatever else they answer. */
export type Question = {
  readonly id: string;
  readonly zh: string;
  readonly en: string;
  readonly choices: readonly Choice[];
  readonly lowest?: readonly number[];
};

export type Questionnaire = { readonly version: string; readonly questions: readonly Question[] };

const choice = (points: number, zh: string, en: string): Choice => ({ zh, en, points });

/**
 * The questionnaire in use: what 证券期货投资者适当性管理办法 (证监会令第130号) asks to be known (means, experience, horizon, aims, what loss
 * is borne). Wording and points are ours. A change of either is a new version.
 */
export const QUESTIONNAIRE: Questionnaire = {
  version: 'suitability-2026-01',
  questions: [
    {
      id: 'income',
      zh: '您家庭可支配年收入的主要水平?',
      en: 'What does your household have to spend in a year?',
      choices: [
        choice(0, '5 万元以下', 'Less than 50,000'),
        choice(4, '5 万至 20 万元', '50,000 to 200,000'),
        choice(8, '20 万至 50 万元', '200,000 to 500,000'),
        choice(12, '50 万元以上', 'More than 500,000'),
      ],
    },
    {
      id: 'share',
      zh: '您计划用于投资的资金占家庭金融资产的比例?',
      en: 'What share of your household’s savings is meant for investing?',
      choices: [
        choice(10, '不到 10%', 'Less than 10 %'),
        choice(8, '10% 至 30%', '10 to 30 %'),
        choice(4, '30% 至 50%', '30 to 50 %'),
        choice(0, '超过 50%', 'More than 50 %'),
      ],
    },
    {
      id: 'experience',
      zh: '您投资股票、基金或其他有风险产品的经历?',
      en: 'How long have you invested in shares, funds or other products at risk?',
      choices: [
        choice(0, '没有', 'Never'),
        choice(6, '不到 3 年', 'Up to three years'),
        choice(12, '3 至 8 年', 'Three to eight years'),
        choice(16, '8 年以上', 'Longer'),
      ],
    },
    {
      id: 'horizon',
      zh: '您可以接受的投资期限?',
      en: 'For how long can the money be invested?',
      choices: [choice(0, '不到 1 年', 'Less than a year'), choice(6, '1 至 3 年', 'One to three years'), choice(12, '3 年以上', 'Longer than three years')],
    },
    {
      id: 'aim',
      zh: '您的投资目的?',
      en: 'What do you invest for?',
      choices: [choice(0, '资产保值', 'To keep its value'), choice(8, '资产稳健增长', 'To grow steadily'), choice(16, '资产较快增长', 'To grow fast')],
    },
    {
      id: 'loss',
      zh: '您能承受的最大投资损失?',
      en: 'Which loss could you bear?',
      choices: [
        choice(0, '不能承受任何损失', 'None at all'),
        choice(8, '不超过 10%', 'Up to 10 %'),
        choice(16, '10% 至 30%', '10 to 30 %'),
        choice(24, '30% 以上', 'More than 30 %'),
      ],
      lowest: [0],
    },
  ],
};
