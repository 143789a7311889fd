import { randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import type { Mail, Mailer } from '#identity';

const SMTP_MS_MAX = 10_000;

export interface MailSettings {
  /** `smtps://user:password@host`; null: mail is put into the folder. */
  readonly smtpUrl: string | null;
  readonly from: string;
  /** Null: mail that cannot be sent by SMTP is not sent. */
  readonly folder: string | null;
}

/** Mail by SMTP, or, without one, into a folder for the demo and tests; where neither is set, each sending fails. */
export function makeMailer({ smtpUrl, from, folder }: MailSettings): Mailer {
  if (smtpUrl !== null) return smtpMailer(smtpUrl, from);
  if (folder !== null) return folderMailer(folder, from);
  return { send: () => Promise.reject(new Error('no mail is set up: SMTP_URL is unset')) };
}

function smtpMailer(url: string, from: string): Mailer {
  const timeouts = { connectionTimeout: SMTP_MS_MAX, greetingTimeout: SMTP_MS_MAX, socketTimeout: SMTP_MS_MAX };
  const transport = createTransport({ url, ...timeouts, disableFileAccess: true, disableUrlAccess: true });
  return {
    send: async (mail) => {
      await transport.sendMail({ ...mail, from });
    },
  };
}

/** One file a mail, whole or not at all, readable by its owner only: a link in it opens an account. */
function folderMailer(folder: string, from: string): Mailer {
  return {
    send: async ({ to, subject, text }: Mail) => {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const path = join(folder, `${Date.now()}-${randomUUID().slice(0, 8)}.eml`);
      const head = Object.entries({ From: from, To: to, Subject: subject }).map(
        ([name, value]) => `${name}: ${oneLine(value)}\n`,
      );
      writeFileSync(`${path}.new`, `${head.join('')}\n${text}`, { mode: 0o600 });
      renameSync(`${path}.new`, path);
    },
  };
}

/** A header ends with its line. */
function oneLine(text: string): string {
  return text.replaceAll(/[\r\n]+/g, ' ');
}
