import type { Unit } from './units.ts';

type Fact = { readonly unit: Unit; readonly zh: string; readonly en: string };

const fact = (unit: Unit, zh: string, en: string): Fact => ({ unit, zh, en });

/**
 * Everything that a rule may ask about, and in what unit: amounts in minor units of the product's asset, rates and
 * multiples in 1e-8, the rest plain. The list is closed: a rule that names another fact is refused.
 */
export const FACTS = {
  // Who acts. The value is an entity of the licence registry.
  operatorEntity: fact('entity', '运营主体', 'Operator'),
  lenderEntity: fact('entity', '放款人', 'Lender'),
  guarantorEntity: fact('entity', '增信机构', 'Guarantor'),
  paymentEntity: fact('entity', '支付机构', 'Payment institution'),
  bureauEntity: fact('entity', '征信机构', 'Credit bureau'),
  sellerEntity: fact('entity', '销售机构', 'Seller of record'),
  // What is done, and how.
  productType: fact('text', '产品类型', 'Type of product'),
  purpose: fact('text', '资金用途', 'Purpose of the money'),
  repaymentMethod: fact('text', '还款方式', 'Repayment method'),
  fundingMode: fact('text', '出资方式', 'Funding mode'),
  paymentMode: fact('text', '支付方式', 'How the draw is paid'),
  clearingRoute: fact('text', '清算路径', 'Clearing route'),
  rateBase: fact('text', '定价基准', 'Base of the rate'),
  feeCollector: fact('text', '息费收取方', 'Who collects interest and fees'),
  offering: fact('text', '发行方式', 'Offering'),
  promotionChannel: fact('text', '推广渠道', 'Channel of promotion'),
  // How much.
  lineAmount: fact('amount', '授信额度', 'Credit line'),
  drawAmount: fact('amount', '支用金额', 'Amount drawn'),
  borrowerBalance: fact('amount', '同一借款人余额', 'Balance of one borrower'),
  borrowerBalanceEverywhere: fact('amount', '同一借款人各平台余额', 'Balance of one borrower over all platforms'),
  fastRedeemAmount: fact('amount', '当日快速赎回额', 'Fast redemption of the day'),
  allInCost: fact('rate', '年化综合融资成本', 'All-in cost a year'),
  penaltyMultiple: fact('multiple', '罚息倍数', 'Penalty rate over the contract rate'),
  misuseMultiple: fact('multiple', '挪用罚息倍数', 'Misuse rate over the contract rate'),
  partnerShare: fact('rate', '合作方出资比例', "Partner's share of a loan"),
  partnerConcentration: fact('rate', '单一合作方余额占一级资本净额', 'One partner, of net tier-1 capital'),
  partnersTotalShare: fact('rate', '全部合作余额占贷款总额', 'All partners, of total loans'),
  guaranteeMultiple: fact('multiple', '担保责任余额/净资产', 'Guarantees over net assets'),
  obligorShare: fact('rate', '单户担保余额占净资产', 'One obligor, of net assets'),
  guaranteeReserve: fact('rate', '担保赔偿准备金比例', 'Compensation reserve'),
  lenderObligorShare: fact('rate', '单户贷款占净资产', 'One borrower, of net assets of the lender'),
  nonStandardLeverage: fact('multiple', '非标融资/净资产', 'Non-standard funding over net assets'),
  standardLeverage: fact('multiple', '标准化融资/净资产', 'Standardised funding over net assets'),
  termMonths: fact('months', '贷款期限', 'Term of the loan'),
  lineMonths: fact('months', '授信期限', 'Term of the line'),
  extensions: fact('count', '展期次数', 'Extensions'),
  holders: fact('count', '股东/投资者人数', 'Holders'),
  elements: fact('count', '身份核验要素数', 'Elements of identity verified'),
  riskLevels: fact('count', '产品风险等级数', 'Risk levels of products'),
  consentDays: fact('days', '授权已过天数', 'Days since the consent'),
  fundingDays: fact('days', '募集期', 'Days of raising'),
  readingSeconds: fact('seconds', '费用表已读秒数', 'Seconds that the cost table was open'),
  openScreeningHits: fact('count', '待复核名单命中', 'Screening hits not reviewed'),
  confirmedScreeningHits: fact('count', '已确认名单命中', 'Screening hits confirmed'),
  // Yes or no.
  costTableShown: fact('flag', '已明示综合融资成本', 'Cost table shown'),
  bankOwnDecision: fact('flag', '银行自主决策', 'The bank decided by itself'),
  onBankList: fact('flag', '在银行合作机构名单内', "On the bank's published list of partners"),
  insideRegion: fact('flag', '在银行注册地辖区内', 'Inside the region of the bank'),
  localBank: fact('flag', '地方法人银行', 'Local bank'),
  goodCreditLargeNeed: fact('flag', '信用良好且大额需求', 'Good credit and a large need'),
  smallAndAgriGuarantor: fact('flag', '主要服务小微和三农', 'Guarantor mainly of small firms and farmers'),
  bureauConsent: fact('flag', '征信查询授权', 'Consent to the bureau query'),
  dataConsent: fact('flag', '个人信息提供授权', 'Consent to hand over data'),
  consentPreticked: fact('flag', '默认勾选同意', 'Consent ticked in advance'),
  qualifiedInvestors: fact('flag', '投资者均为合格投资者', 'Every investor is qualified'),
  publicPromotion: fact('flag', '公开宣传', 'Promoted to the public'),
  customerMoneyOnPlatform: fact('flag', '平台归集客户资金', 'Customer money on the platform'),
  reserveUsed: fact('flag', '动用备付金', 'Customer reserve used'),
  platformLends: fact('flag', '平台自身放贷', 'The platform lends'),
  platformGuarantees: fact('flag', '平台提供担保', 'The platform guarantees'),
  principalPromised: fact('flag', '承诺保本保息', 'Principal or interest promised'),
  relatedBorrower: fact('flag', '关联方借款', 'The borrower is related to the platform'),
  termSplit: fact('flag', '期限拆分', 'Term split'),
  claimsPackaged: fact('flag', '债权打包转让', 'Claims transferred in a package'),
  claimsTransfer: fact('flag', '债权转让', 'Claims transferred'),
  sellsOtherProducts: fact('flag', '代销其他金融产品', "Sells others' financial products"),
  bundled: fact('flag', '与其他投资混合捆绑', 'Bundled with other investments'),
  equityCrowdfunding: fact('flag', '股权众筹', 'Equity crowdfunding'),
  falsePublicity: fact('flag', '虚假片面宣传', 'False or one-sided publicity'),
  newLending: fact('flag', '新增业务', 'New business'),
  signsOnPlatform: fact('flag', '在平台签约或测评', 'Signed, tested or advised on the platform'),
  loanAmongPayments: fact('flag', '支付页面列示信贷理财', 'Loan or wealth product among payment options'),
  fundSharesPay: fact('flag', '基金份额直接支付', 'Fund shares used as means of payment'),
  fundAdvanceByBank: fact('flag', '由有资格银行垫支', 'Advance by a bank that may sell funds'),
  sellerIsCreditor: fact('flag', '卖方即债权人', 'The seller is the creditor'),
  costPartiesShown: fact('flag', '逐项列明收取主体', 'Collecting party shown for every item'),
  ownFunds: fact('flag', '仅用自有资金', 'Own funds only'),
  custodyBank: fact('flag', '银行资金存管', 'Custody at a bank'),
} as const satisfies Readonly<Record<string, Fact>>;

export type FactName = keyof typeof FACTS;

/** What is known about an action. What is left out is unknown, never false. */
export type Facts = { readonly [N in FactName]?: bigint | string | boolean };

export function isFactName(name: string): name is FactName {
  return name in FACTS;
}
