export default {
  keyboard: {
    go: '快速前往',
    goLead: '输入页面名称。',
    goLeadUsers: '输入页面名称，或用户的 ID、手机号、昵称。',
    typed: '前往哪里',
    pages: '页面',
    users: '用户',
    nothing: '没有匹配的页面或用户。',
    title: '键盘快捷键',
    keys: {
      search: '到本页的搜索框',
      go: '快速前往页面或用户',
      help: '显示这些快捷键',
      close: '关闭对话框或菜单',
      tabs: '在选项卡、图表的各个时刻之间移动',
    },
  },
} as const
