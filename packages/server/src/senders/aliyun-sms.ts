import type { CodeSender } from '@ztoken/core'
import { type AliyunKey, type AliyunOptions, callAliyun } from './aliyun.ts'
import { type FilledTemplate, templateOf } from './templates.ts'

/** Text messages by Alibaba Cloud SMS (短信服务, Dysmsapi). Rejects with SendError. */
export function aliyunSms(options: AliyunOptions): CodeSender {
  return (message) => aliyunText(options, message.to, templateOf(options.templates, message))
}

/** One text of an approved template. Rejects with SendError. */
export async function aliyunText(
  key: AliyunKey,
  to: string,
  { id, filled }: FilledTemplate,
): Promise<void> {
  await callAliyun(key, {
    host: 'dysmsapi.aliyuncs.com',
    action: 'SendSms',
    query: {
      PhoneNumbers: dialled(to),
      SignName: key.signName,
      TemplateCode: id,
      TemplateParam: JSON.stringify(Object.fromEntries(filled)),
    },
  })
}

/** Without the plus, and in mainland China without the country code. */
function dialled(phone: string): string {
  return phone.startsWith('+86') ? phone.slice(3) : phone.slice(1)
}
