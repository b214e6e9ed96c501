import { type CodeSender, SendError } from '@ztoken/core'
import { type AliyunOptions, callAliyun } from './aliyun.ts'
import { templateOf } from './templates.ts'

/**
 * Text messages by Alibaba Cloud 短信认证 (Dypnsapi), with signatures and templates that it lends:
 * for who has no company licence. To phones of mainland China alone. Rejects with SendError.
 */
export function aliyunVerify(options: AliyunOptions): CodeSender {
  return async (message) => {
    if (!message.to.startsWith('+86')) throw new SendError('number', 'mainland-only')
    const { id, filled } = templateOf(options.templates, message)
    await callAliyun(options, {
      host: 'dypnsapi.aliyuncs.com',
      action: 'SendSmsVerifyCode',
      query: {
        // Else it sends another message by itself where the first was refused.
        AutoRetry: '0',
        CountryCode: '86',
        PhoneNumber: message.to.slice(3),
        SignName: options.signName,
        TemplateCode: id,
        TemplateParam: JSON.stringify(Object.fromEntries(filled)),
        ValidTime: String(message.validMinutes * 60),
      },
    })
  }
}
