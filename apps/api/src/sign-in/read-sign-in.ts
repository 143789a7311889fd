import { foreignFetch, SettingsError, type API_SETTINGS, type Settings } from '#operations';
import type { SignInOptions } from '#identity';
import { makeMailer } from './mailer.js';
import { readStaffIssuers } from './read-staff-issuers.js';

const SECRET_LENGTH_MIN = 32;

type ReadSettings = Pick<
  Settings<typeof API_SETTINGS>,
  'PUBLIC_URL' | 'PORT' | 'SIGN_IN_SECRET' | 'SECOND_FACTOR' | 'STAFF_ISSUERS' | 'SMTP_URL' | 'MAIL_FROM' | 'MAIL_PATH'
>;

/** How people sign in here; null without a secret: all come by keys. @throws SettingsError for a secret that could be guessed */
export function readSignIn(settings: ReadSettings, report: SignInOptions['report']): SignInOptions | null {
  const { PUBLIC_URL, PORT, SIGN_IN_SECRET: secret, SECOND_FACTOR: secondFactor } = settings;
  if (secret === null) return null;
  if (secret.length < SECRET_LENGTH_MIN)
    throw new SettingsError([
      `SIGN_IN_SECRET has ${secret.length} characters: give at least ${SECRET_LENGTH_MIN} random ones (openssl rand -hex 32).`,
    ]);
  const publicUrl = PUBLIC_URL === null ? `http://localhost:${PORT}` : new URL(PUBLIC_URL).origin;
  const mailer = makeMailer({ smtpUrl: settings.SMTP_URL, from: settings.MAIL_FROM, folder: settings.MAIL_PATH });
  const issuers = {
    staff: readStaffIssuers(settings.STAFF_ISSUERS),
    askStaffIssuers: foreignFetch({ isPrivateAllowed: true }),
    askPartnerIssuers: foreignFetch(),
  };
  return { publicUrl, secret, secondFactor, mailer, issuers, report };
}
