import type { OperatorMails } from '../../senders/template-folder.ts'
import type { SmsTemplates } from '../../senders/templates.ts'
import { webhookSecrets } from '../readers.ts'
import {
  endpoint,
  type MailPlace,
  mailFrom,
  mailPlace,
  mailTemplates,
  name,
  type SmsPlace,
  smsPlace,
  templateIds,
  templateParams,
  word,
} from '../sender-readers.ts'
import type { ReadingsOf } from './reading.ts'

/** By whom one-time codes are sent. */
export interface CodeSettings {
  readonly sms_sender: SmsPlace | null
  readonly sms_key_id: string | null
  readonly sms_key_secret: string | null
  readonly sms_app_id: string | null
  readonly sms_sign_name: string | null
  readonly sms_from: string | null
  readonly sms_templates: Pick<SmsTemplates, 'id' | 'ids'> | null
  readonly sms_template_params: SmsTemplates['params'] | null
  readonly sms_region: string | null
  readonly sms_endpoint: string | null
  readonly mail_sender: MailPlace | null
  readonly mail_from: string | null
  readonly mail_templates: OperatorMails | null
  readonly code_hook_secret: readonly string[]
}

export const codeReadings: ReadingsOf<CodeSettings> = {
  sms_sender: {
    fallback: null,
    about:
      'who sends one-time codes by SMS: `aliyun`, `aliyun-verify` (短信认证), `tencent`, `twilio` or `hook:URL`; nobody unless said',
    read: smsPlace,
  },
  sms_key_id: {
    fallback: null,
    about: 'the id of its key: AccessKey ID, SecretId, Account SID or SID of an API key',
    read: word,
  },
  sms_key_secret: {
    fallback: null,
    about:
      'the secret of that key: AccessKey Secret, SecretKey, auth token or secret of an API key',
    read: word,
  },
  sms_app_id: {
    fallback: null,
    about:
      'the SmsSdkAppId of Tencent Cloud; of Twilio the Account SID where the key is an API key',
    read: word,
  },
  sms_sign_name: {
    fallback: null,
    about: 'the approved signature (短信签名), without brackets: Alibaba Cloud, Tencent Cloud',
    read: name,
  },
  sms_from: {
    fallback: null,
    about: 'whom a text is from: a number of yours at Twilio, or the SID of a messaging service',
    read: name,
  },
  sms_templates: {
    fallback: null,
    about:
      'the approved template, and others for single purposes: `SMS_100,password_reset=SMS_101`; purposes are `login`, `password_reset`, `verify`',
    read: templateIds,
  },
  sms_template_params: {
    fallback: null,
    about:
      'what fills a template, in its order: `code`, `minutes`, each maybe under the name that the template has for it: `code,min=minutes`; by default `code`, for `aliyun-verify` `code,min=minutes`',
    read: templateParams,
  },
  sms_region: {
    fallback: null,
    about: 'the region of Tencent Cloud; by default `ap-guangzhou`',
    read: word,
  },
  sms_endpoint: {
    fallback: null,
    about:
      'where requests to the vendor go, e.g. through a proxy of yours; by default its own host',
    read: endpoint,
  },
  mail_sender: {
    fallback: null,
    about:
      'who sends one-time codes by e-mail: `smtp://USER:PASSWORD@HOST:PORT`, `smtps://…` or `hook:URL`; nobody unless said',
    read: mailPlace,
  },
  mail_from: {
    fallback: null,
    about: 'whom e-mail is from: `login@app.example` or `App <login@app.example>`',
    read: mailFrom,
  },
  mail_templates: {
    fallback: null,
    about:
      'a folder with mails of your own: `code.zh-CN.txt`, `code.zh-CN.html`, `code.en.txt`, `code.en.html`, `notice.txt`, `notice.html`',
    read: mailTemplates,
  },
  code_hook_secret: {
    fallback: [],
    about: 'secrets that messages to a hook are signed with, `whsec_…`: every one signs',
    read: webhookSecrets,
  },
}
