import type { CardIssuerCheck, Check, IdentityRegister, LivenessProvider, MessageSender } from '@jinqiao/parties';
import { type Institution, identity, messages, payment } from '@jinqiao/wire';
import type { PartnerUrls } from './partners.ts';

/** The parties' ports over the neutral protocol. Another provider is another adapter here. */
export type IdentityPartners = {
  readonly register: IdentityRegister;
  readonly issuer: CardIssuerCheck;
  readonly liveness: LivenessProvider;
  readonly sender: MessageSender;
};

type Institutions = { readonly register: Institution; readonly payment: Institution; readonly messages: Institution };

export function identityPartners(partners: Institutions, urls: PartnerUrls): IdentityPartners {
  return {
    register: registerOf(partners.register),
    issuer: issuerOf(partners.payment),
    liveness: livenessOf(partners.register),
    sender: { ...senderOf(partners.messages), outlet: `${urls.messages}/` },
  };
}

/** What an exchange without an answer says: a refusal of the message is no word about the person either. */
const silent = (exchange: { state: 'refused'; code: string } | { state: 'unknown' }): Check => ({
  result: 'unknown',
  code: exchange.state === 'refused' ? exchange.code : 'NO_ANSWER',
});

const RESULTS = { MATCH: 'match', MISMATCH: 'mismatch', NOT_FOUND: 'not-found' } as const;

function registerOf(partner: Institution): IdentityRegister {
  return {
    id: partner.id,
    name: partner.name,
    check: async (serial, on, people) => {
      const items = people.map(({ ref, name, idNumber }) => ({ personRef: ref, name: partner.seal(name), idNumber: partner.seal(idNumber) }));
      const exchange = await partner.exchange(identity.checkPersons, { serial, businessDate: on, body: { items } });
      if (exchange.state !== 'answered') return new Map(people.map(({ ref }) => [ref, silent(exchange)]));
      return new Map(exchange.answer.items.map(({ personRef, result, code }) => [personRef, { result: RESULTS[result], code }]));
    },
  };
}

/** The payment institution carries the question to the card's issuer. */
function issuerOf(partner: Institution): CardIssuerCheck {
  return {
    id: partner.id,
    name: partner.name,
    check: async (serial, on, { ref, name, idNumber, cardNumber, mobile }) => {
      const item = {
        cardRef: ref,
        name: partner.seal(name),
        idNumber: partner.seal(idNumber),
        cardNumber: partner.seal(cardNumber),
        ...(mobile === null ? {} : { mobile: partner.seal(mobile) }),
      };
      const exchange = await partner.exchange(payment.verifyCards, { serial, businessDate: on, body: { items: [item] } });
      const answer = exchange.state === 'answered' ? exchange.answer.items[0] : undefined;
      if (exchange.state !== 'answered' || !answer)
        return { ...silent(exchange.state === 'answered' ? { state: 'unknown' } : exchange), classOneOrCredit: false };
      const classOneOrCredit = answer.cardClass === 'I' || answer.cardClass === 'credit';
      return { result: answer.match ? 'match' : 'mismatch', code: answer.code, classOneOrCredit };
    },
  };
}

function livenessOf(partner: Institution): LivenessProvider {
  return {
    id: partner.id,
    name: partner.name,
    open: async (serial, on, { name, idNumber }) => {
      const body = { sessionRef: serial, name: partner.seal(name), idNumber: partner.seal(idNumber) };
      const exchange = await partner.exchange(identity.openLiveness, { serial, businessDate: on, body });
      return exchange.state === 'answered' ? { url: exchange.answer.url } : undefined;
    },
    result: async (serial, on) => {
      const exchange = await partner.exchange(identity.livenessResult, { serial: `result.${serial}`, businessDate: on, body: { sessionRef: serial } });
      if (exchange.state !== 'answered') return silent(exchange);
      const { status, code } = exchange.answer;
      return { result: status === 'PASS' ? 'match' : status === 'FAIL' ? 'mismatch' : 'unknown', code };
    },
  };
}

function senderOf(partner: Institution): Pick<MessageSender, 'send'> {
  return {
    send: async (on, { messageId, mobile, text }) => {
      const body = { messageRef: messageId, mobile: partner.seal(mobile), text: partner.seal(text) };
      const exchange = await partner.exchange(messages.sendText, { serial: messageId, businessDate: on, body });
      if (exchange.state === 'unknown') return { state: 'unknown' };
      if (exchange.state === 'refused') return { state: 'refused', code: exchange.code };
      return exchange.answer.status === 'ACCEPTED' ? { state: 'accepted' } : { state: 'refused', code: exchange.answer.code };
    },
  };
}
