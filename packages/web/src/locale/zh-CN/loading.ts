export default {
  loading: {
    unreachable: '页面加载失败：服务器没有响应。',
    missing: '页面加载失败，服务器可能刚刚升级过。',
    anew: '重新加载页面',
    permissions: '未能获取你的权限，部分页面可能没有显示。',
    language: '该语言的文字加载失败，请重试。',
    part: '页面的一部分加载失败，请重新加载页面。',
  },
} as const
