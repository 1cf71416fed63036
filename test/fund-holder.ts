import type { MyAccount } from '@jinqiao/api';
import { holdToday } from '@jinqiao/business-day';
import { businessDate } from '@jinqiao/calendar';
import { CONSENT_TEXTS } from '@jinqiao/parties';
import { openSandboxCatalogue, withLuhn } from '@jinqiao/server';
import { QUESTIONNAIRE } from '@jinqiao/wealth';
import { type Installation, STAFF_PASSWORD, signUpOverHttp } from './installation.ts';

/** Answers of somebody careful, C2: 4 + 8 + 6 + 0 + 0 + 8 points. */
export const CAREFUL = [1, 1, 1, 0, 0, 1];

export type Answer<T> = { readonly status: number; readonly body: T };

export async function ask<T>(url: string, cookie: string, method: string, path: string, body?: object): Promise<Answer<T>> {
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { cookie, 'idempotency-key': crypto.randomUUID(), ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as T };
}

/** Signs somebody up who has an account of a class, bound to a card. */
export async function signUpWithAccount(
  installation: Installation,
  url: string,
  cls: 'II' | 'III',
  n = 1,
): Promise<{ cookie: string; account: MyAccount; cardNumber: string; mobile: string }> {
  const mobile = `139${String(n).padStart(8, '0')}`;
  const cookie = await signUpOverHttp(installation, url, mobile);
  await ask(url, cookie, 'POST', '/me/real-name', { name: '王小明', idNumber: ['11010519491231002X', '440524188001010014'][n - 1] });
  const cardNumber = withLuhn(`62284800000000090${n}`);
  const dataConsent = { accepted: true, textVersion: CONSENT_TEXTS['data-to-bank'].version };
  const { body: account } = await ask<MyAccount>(url, cookie, 'POST', '/me/accounts', { class: cls, cardNumber, mobile, dataConsent });
  return { cookie, account, cardNumber, mobile };
}

/** Lists the sandbox's products, and signs somebody up who has a class-II account with 30,000.00 in it. @param assessed whether they have answered the questionnaire. */
export async function openFundWithHolder(installation: Installation, url: string, assessed = true): Promise<{ cookie: string; account: MyAccount }> {
  const { db } = installation.system;
  await db.tx(async (tx) => openSandboxCatalogue(tx, businessDate(await holdToday(tx))));
  const { cookie, account } = await signUpWithAccount(installation, url, 'II');
  await ask(url, cookie, 'POST', `/me/accounts/${account.id}/transfers`, { direction: 'in', boundId: account.bound[0]?.id, amount: '30000.00' });
  if (assessed) await ask(url, cookie, 'POST', '/me/suitability', { version: QUESTIONNAIRE.version, answers: CAREFUL });
  return { cookie, account };
}

/** Signs a member of staff in. @returns their cookie. */
export async function signInStaff(url: string, login: string): Promise<string> {
  const response = await fetch(`${url}/api/v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login, password: STAFF_PASSWORD }),
  });
  return response.headers.get('set-cookie')?.split(';')[0] ?? '';
}
