export default {
  blanks: {
    inPermission:
      '“{permission}”中有空格。一个权限内的词用冒号连接，如 article:edit；多个权限请每行写一个。',
  },
} as const
