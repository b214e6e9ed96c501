export default {
  overview: {
    title: '概览',
    lead: '按天统计，每天从 {time} 开始（UTC 零点）。',
    span: '时间范围',
    days: '{n} 天',
    users: '用户总数',
    activeToday: '今日活跃',
    banned: '封禁中',
    sums: {
      registrations: '近 {n} 天注册',
      failures: '近 {n} 天登录失败',
    },
    before: '再往前 {span} 天：{n}',
    risen: '今天已有 {today} 次登录失败，前 7 天平均每天 {usual} 次。',
    seeFailures: '查看这些记录',
    plots: {
      registrations: { title: '注册', lead: '当天注册的账号。', line: '注册' },
      active: {
        title: '活跃用户',
        lead: '当天登录过或使用过的用户，每人计一次。',
        line: '活跃用户',
      },
      failures: { title: '登录失败', lead: '当天失败的登录次数。', line: '登录失败' },
    },
  },
} as const
