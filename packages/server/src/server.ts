// What an application is made of has its names here, where nobody else brings Fastify along.
export type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyTypeProviderDefault,
  RawServerDefault,
} from 'fastify'
export { type AppOptions, createApp } from './app.ts'
export { type BreachedPlace, breachedPasswords } from './breached/breached.ts'
export { ConfigError } from './config/config-error.ts'
export { folderStorage } from './features/avatar/folder.ts'
export { type S3Credentials, type S3Options, s3Storage } from './features/avatar/s3.ts'
export type { AvatarStorage } from './features/avatar/storage.ts'
export {
  createFetchHandler,
  type FetchHandler,
  type FetchHandlerOptions,
} from './mount/fetch-handler.ts'
export { createNodeHandler, type NodeHandler } from './mount/node-handler.ts'
export { type ZtokenPluginOptions, ztokenPlugin } from './mount/plugin.ts'
export type { Branding, GivenAccent, GivenText } from './pages/branding/options.ts'
export type { AliyunKey, AliyunOptions } from './senders/aliyun.ts'
export { aliyunSms } from './senders/aliyun-sms.ts'
export { aliyunVerify } from './senders/aliyun-verify.ts'
export { type HookOptions, hookSender } from './senders/hook.ts'
export { type AliyunNoticeOptions, aliyunNotices } from './senders/notices/aliyun.ts'
export type { NoticeParam, NoticeTemplates } from './senders/notices/approved.ts'
export { type HookNoticeOptions, hookNotices } from './senders/notices/hook.ts'
export { type SmtpNoticeOptions, smtpNotices } from './senders/notices/smtp.ts'
export type { NoticeTemplate } from './senders/notices/template.ts'
export { type TencentNoticeOptions, tencentNotices } from './senders/notices/tencent.ts'
export { type TwilioNoticeOptions, twilioNotices } from './senders/notices/twilio.ts'
export type { NoticeLink, NoticeSite } from './senders/notices/words.ts'
export type { MailTemplate, MailTemplates } from './senders/own-mail-templates.ts'
export type { HookPlace } from './senders/signed-post.ts'
export type { SmtpPlace, SmtpServer } from './senders/smtp.ts'
export { type SmtpOptions, smtpMail } from './senders/smtp-mail.ts'
export type { SmsTemplates, TemplateParam } from './senders/templates.ts'
export { type TencentOptions, type TencentPlace, tencentSms } from './senders/tencent-sms.ts'
export type { TwilioOptions } from './senders/twilio.ts'
export { twilioSms } from './senders/twilio-sms.ts'
