import type { CodeSender } from '@ztoken/core'
import { type AliyunOptions, callAliyun } from './aliyun.ts'
import { templateOf } from './templates.ts'

/** Text messages by Alibaba Cloud SMS (短信服务, Dysmsapi). Rejects with SendError. */
export function aliyunSms(options: AliyunOptions): CodeSender {
  return async (message) => {
    const { id, filled } = templateOf(options.templates, message)
    await callAliyun(options, {
      host: 'dysmsapi.aliyuncs.com',
      action: 'SendSms',
      query: {
        PhoneNumbers: dialled(message.to),
        SignName: options.signName,
        TemplateCode: id,
        TemplateParam: JSON.stringify(Object.fromEntries(filled)),
      },
    })
  }
}

/** Without the plus, and in mainland China without the country code. */
function dialled(phone: string): string {
  return phone.startsWith('+86') ? phone.slice(3) : phone.slice(1)
}
