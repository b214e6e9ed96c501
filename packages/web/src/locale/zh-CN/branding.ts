export default {
  branding: {
    home: '返回“{name}”',
    application: '返回应用',
    terms: '服务条款',
    privacy: '隐私政策',
  },
} as const
